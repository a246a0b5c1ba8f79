"""Attacks by SQL: in migrations, which are replayed, and in a live database, whose owner planted something."""

from attacks.attack import Attack
from attacks.kinds.sql import deeds, event_triggers, live, planted, relations, replayed, settings

ATTACKS: list[Attack] = [
    *planted.ATTACKS,
    *relations.ATTACKS,
    *settings.ATTACKS,
    *deeds.ATTACKS,
    *event_triggers.ATTACKS,
    *replayed.ATTACKS,
    *live.ATTACKS,
]

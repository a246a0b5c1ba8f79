"""Attacks by SQL: in migrations, which are replayed, and in a live database, whose owner planted something."""

from attacks.attack import Attack

ATTACKS: list[Attack] = []

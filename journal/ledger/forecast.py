"""What the next `migrate` of either generation would do that nobody wants, given what a ledger records. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from journal.ledger.drizzle import LiveLedger
from journal.ledger.predict import LocalMigration, pending_v0, pending_v1


class Harm(StrEnum):
    """What a `migrate` does wrong. AGAIN: it runs what has run. SKIPPED: it passes over what has not. REFUSED: it
    stops at a row.
    """

    AGAIN = "again"
    SKIPPED = "skipped"
    REFUSED = "refused"


@dataclass(frozen=True)
class Forecast:
    """One harm. `generation` is 0 or 1; it is about a migration, or about a row where it is REFUSED."""

    harm: Harm
    generation: int
    tag: str = ""
    row: int | None = None


def forecast(
    migrations: Sequence[LocalMigration], recorded: frozenset[LocalMigration], ledger: LiveLedger
) -> tuple[Forecast, ...]:
    """Every harm, in the journal's order. `recorded` are those that have run, says the ledger.

    Migrations without a file are passed over here: with one of them no `migrate` starts at all.
    """
    here = [one for one in migrations if one.hash]
    by_0, by_1 = pending_v0(here, ledger), pending_v1(here, ledger)
    refused = [Forecast(Harm.REFUSED, 1, row=row) for row in by_1.refused]
    plans = [(0, by_0)] if by_1.refused else [(0, by_0), (1, by_1)]
    found = []
    for generation, plan in plans:
        runs = frozenset(plan.runs)
        for one in here:
            if (one in recorded) == (one in runs):
                found.append(Forecast(Harm.AGAIN if one in runs else Harm.SKIPPED, generation, one.tag))
    return (*found, *refused)

"""What the next `migrate` of either generation would do wrong, given what a ledger records. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from journal.ledger.drizzle import LiveLedger
from journal.ledger.predict import LocalMigration, pending_v0, pending_v1


class Harm(StrEnum):
    """AGAIN: it runs an applied migration. SKIPPED: it skips one that was not applied. REFUSED: it stops at a row."""

    AGAIN = "again"
    SKIPPED = "skipped"
    REFUSED = "refused"


@dataclass(frozen=True)
class Forecast:
    """One harm. `generation` is 0 or 1; it concerns the migration `tag`, or the `row` if it is REFUSED."""

    harm: Harm
    generation: int
    tag: str = ""
    row: int | None = None

    @property
    def version(self) -> str:
        """`0.x` or `1.0`."""
        return "1.0" if self.generation else "0.x"


def forecast(
    migrations: Sequence[LocalMigration], recorded: frozenset[LocalMigration], ledger: LiveLedger
) -> tuple[Forecast, ...]:
    """Return every harm in the journal's order. `recorded` are the migrations that the ledger counts as applied.

    Migrations without a file are not considered: no `migrate` starts with one.
    """
    existing = [migration for migration in migrations if migration.hash]
    plans = pending_v0(existing, ledger), pending_v1(existing, ledger)
    refused = plans[1].refused
    found = []
    for generation, plan in enumerate(plans[:1] if refused else plans):
        runs = frozenset(plan.runs)
        for migration in existing:
            if (migration in recorded) == (migration in runs):
                found.append(Forecast(Harm.AGAIN if migration in runs else Harm.SKIPPED, generation, migration.tag))
    return (*found, *(Forecast(Harm.REFUSED, 1, row=row) for row in refused))

"""Run all files in one transaction, as Drizzle runs a fresh database; after a failure, go on to find the next."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from journal.rehearsal.environment.databases import Stage
from journal.rehearsal.environment.state import DatabaseState
from journal.replay.explain import AppliedMigration, Explanation, MigrationFailed
from journal.replay.prefix import Step

if TYPE_CHECKING:
    from psycopg import Connection


@dataclass(frozen=True)
class Batch:
    """The failures by the number of the step, and the state at the end where there are none.

    `ended`: the tags of the files that end the transaction in which all run.
    """

    failures: dict[int, Explanation] = field(default_factory=dict)
    state: DatabaseState | None = None
    ended: frozenset[str] = frozenset()


def in_one_transaction(stage: Stage, steps: Sequence[Step]) -> Batch:
    """Run the files. After a failure, those before it are committed first, and the others run as the next batch."""
    failures: dict[int, Explanation] = {}
    ended: set[str] = set()
    committed = 0

    def look(connection: "Connection[Any]", applied: AppliedMigration) -> None:
        ended.update({applied.tag} if applied.ended_transaction else ())

    while committed < len(steps):
        with stage.copy(stage.blank) as database:
            for entry, migration in steps[:committed]:
                stage.alone(database, migration, entry.when)
            try:
                stage.together(database, steps[committed:], look)
            except MigrationFailed as failure:
                failed = min(committed + len(failure.before), len(steps) - 1)
                failures.setdefault(failed, failure.explanation)
                committed = failed if failed > committed else failed + 1
                continue
            return Batch(failures, None if failures else stage.state(database), frozenset(ended))
    return Batch(failures, None if failures else stage.state(stage.blank), frozenset(ended))

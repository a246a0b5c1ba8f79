"""ways: what passes file by file, as production grew, and fails in one transaction, or the other way round."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.catalog.difference import Difference
from journal.errors import Place, Severity
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.rehearsal.environment.incremental import IncrementalRun, StepResult
from journal.rehearsal.environment.one_transaction import Batch
from journal.rehearsal.environment.state import DatabaseState, Name, read_state, real_differences, title
from journal.rehearsal.line_of_error import names_of, place_naming, place_of
from journal.rehearsal.result import Rehearsal, RehearsalFinding, refused
from journal.rehearsal.suggested_fix import for_a_file_alone, for_one_transaction, leak_before, reset_at
from journal.replay.explain import AppliedMigration, Explanation

if TYPE_CHECKING:
    from psycopg import Connection


@dataclass(frozen=True)
class Ways:
    """Both ways, after they were gone. `batch` is empty where that one was not asked for."""

    folder: Folder
    grown: IncrementalRun
    batch: Batch

    def found(self) -> Iterator[RehearsalFinding]:
        """Everything. Where both passed, the ends are compared."""
        stopped = self.grown.stopped
        if stopped and stopped.ran.failed:
            yield self._fails(stopped, stopped.ran.failed)
        for stop in self.grown.stops:
            if stop.ran.failed:
                yield self._fails_alone(stop, stop.ran.failed)
            elif stop.number in self.batch.failures:
                yield self._fails_together(stop, self.batch.failures[stop.number])
            if stop.migration.tag in self.batch.ended:
                yield _ends_transaction(stop.migration)
        passed = not stopped and not any(stop.ran.failed for stop in self.grown.stops)
        if passed and self.batch.state:
            yield from self._ends(self.batch.state)

    def _fails(self, stop: StepResult, failed: Explanation) -> RehearsalFinding:
        message = (
            f"{stop.migration.tag} fails file by file and in one transaction: {refused(failed)}. "
            "What comes after it was not rehearsed."
        )
        return self._found("fails", stop.migration, failed, (message, stop.ran.hint or "Mend the statement."))

    def _fails_alone(self, stop: StepResult, failed: Explanation) -> RehearsalFinding:
        message = (
            f"{stop.migration.tag} fails in a session and a transaction of its own, as production grew, and passes in "
            f"one transaction with the others: {refused(failed)}."
        )
        help_ = for_a_file_alone(failed.refusal.sqlstate)
        return self._found("fails-alone", stop.migration, failed, (message, help_))

    def _fails_together(self, stop: StepResult, failed: Explanation) -> RehearsalFinding:
        how = "file by file" if stop.ran.whole else "statement by statement, as psql runs it"
        message = (
            f"{stop.migration.tag} passes {how}, and fails in one transaction with the others, as Drizzle runs a "
            f"fresh database: {refused(failed)}."
        )
        leak = leak_before(self.folder, self._before(stop))
        otherwise = reset_at(leak, self.folder.settings) if leak else ""
        help_ = for_one_transaction(failed.refusal.sqlstate, otherwise)
        return self._found("fails-in-one-transaction", stop.migration, failed, (message, help_))

    def _found(self, code: str, migration: Migration, failed: Explanation, words: tuple[str, str]) -> RehearsalFinding:
        place, sqlstate = place_of(migration, failed), failed.refusal.sqlstate
        return RehearsalFinding(Rehearsal.WAYS, code, migration.tag, place, *words, sqlstate=sqlstate)

    def _ends(self, end: DatabaseState) -> Iterator[RehearsalFinding]:
        if not ends_differ(self.grown.state, end):
            return
        stop, other = self._first_difference()
        differences, tables = real_differences(stop.after.schema, other.schema), counts_differ(stop.after, other)
        place = _place(stop.migration, differences, tables)
        leak = leak_before(self.folder, self._before(stop))
        counted = ", ".join(f"{title(one)} has {stop.after.count(one)} and {other.count(one)} rows" for one in tables)
        yield RehearsalFinding(
            Rehearsal.WAYS, "ends-differ", stop.migration.tag, place,
            f"After {stop.migration.tag}, a database that grew file by file is not as one that ran all in one "
            f"transaction{': ' if counted else ''}{counted}.",
            reset_at(leak, self.folder.settings) if leak else _SAME_MOMENT if tables else _EXPLICIT,
            differences=differences,
        )  # fmt: skip

    def _before(self, stop: StepResult) -> list[Migration]:
        return [migration for _, migration in self.grown.steps[: stop.number]]

    def _first_difference(self) -> tuple[StepResult, DatabaseState]:
        """The first file after which they differ, and the state in the transaction then."""
        grown, states = self.grown, list[DatabaseState]()

        def look(connection: "Connection[Any]", applied: AppliedMigration) -> None:
            states.append(read_state(connection, grown.stage.ledger))

        with grown.stage.copy(grown.stage.blank) as database:
            grown.stage.together(database, grown.steps, look)
        pairs = list(zip(grown.stops, states, strict=True))
        return next((pair for pair in pairs if ends_differ(pair[0].after, pair[1])), pairs[-1])


_SAME_MOMENT = "Do not compare with now(): it is the same for all files of one transaction. Say which rows are meant."
_ENDING = ("commit", "rollback", "end", "abort")
_EXPLICIT = "Name the schema and say every setting that the statement depends on."


def _ends_transaction(migration: Migration) -> RehearsalFinding:
    """It passes in both ways, and what they mean is not the same then."""
    return RehearsalFinding(
        Rehearsal.WAYS, "ends-transaction", migration.tag, place_naming(migration, _ENDING),
        f"{migration.tag} ends its transaction: file by file that is its own; in one transaction with the others, what "
        "ran before it is committed, and a failure after it leaves half of them behind.",
        "Remove the statement.",
        Severity.WARNING,
    )  # fmt: skip


def ends_differ(one: DatabaseState, other: DatabaseState) -> bool:
    """Whether schemas or numbers of rows are not the same."""
    return bool(real_differences(one.schema, other.schema) or counts_differ(one, other))


def counts_differ(one: DatabaseState, other: DatabaseState) -> list[Name]:
    """The tables that both have, with another number of rows."""
    names = sorted(one.rows.keys() & other.rows.keys())
    return [name for name in names if one.count(name) != other.count(name)]


def _place(migration: Migration, differences: tuple[Difference, ...], tables: list[Name]) -> Place:
    return place_naming(migration, names_of(differences[0]) if differences else list(tables[0][::-1]))

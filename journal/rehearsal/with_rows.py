"""rows: each file again, on a database whose tables have rows; what that does to them, and what it cannot do then."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING

from journal.errors import Place, Severity
from journal.folder.migrations import Migration
from journal.rehearsal.environment.databases import Stage
from journal.rehearsal.environment.incremental import StepResult
from journal.rehearsal.environment.roles import speaks_of_roles
from journal.rehearsal.environment.state import DatabaseState, Name, title
from journal.rehearsal.line_of_error import place_naming, place_of
from journal.rehearsal.result import Rehearsal, RehearsalFinding, refused, refuses_itself
from journal.rehearsal.suggested_fix import for_rows
from journal.replay.explain import Explanation
from journal.testdata.fill import FilledTables, fill

if TYPE_CHECKING:
    from psycopg import Error


class WithRows:
    """A database of its own beside the one that grows, with rows in every table after each file.

    `downs`: by the tag of the migration. Where a file fails with rows, the next one begins with new ones.
    """

    def __init__(self, stage: Stage, downs: Mapping[str, Migration], stack: ExitStack) -> None:
        self.stage, self.downs = stage, downs
        self._told: set[Name] = set()
        self._copy = stack.enter_context(ExitStack())
        self._database = self._copy.enter_context(stage.copy(stage.blank))
        self._state = stage.rows(self._database)

    def tried(self, stop: StepResult) -> Iterator[RehearsalFinding]:
        """The next file, then rows in what is new, then the down file on a copy of that."""
        # Its role is there already: the database that grows has made it, on the same server.
        can = not stop.ran.failed and not speaks_of_roles(stop.migration)
        ran = self.stage.alone(self._database, stop.migration) if can else None
        if ran is None or ran.failed:
            if ran and ran.failed:
                yield _fails(stop.migration, stop.migration, ran.failed)
            self._copy.close()
            self._database = self._copy.enter_context(self.stage.copy(stop.database))
        else:
            yield from _done_to_rows(stop.migration, self._state, self.stage.rows(self._database))
        yield from self._fill(stop)
        yield from self._undone(stop)

    def _undone(self, stop: StepResult) -> Iterator[RehearsalFinding]:
        down = self.downs.get(stop.migration.tag)
        if down is None or stop.ran.failed or speaks_of_roles(down):
            return
        with self.stage.copy(self._database) as database:
            ran = self.stage.alone(database, down)
            if ran.failed:
                yield from self._down_fails(stop, down, ran.failed)
            else:
                yield from _lost_by_down(down, stop.migration, self._state, self.stage.rows(database))

    def _down_fails(self, stop: StepResult, down: Migration, failed: Explanation) -> Iterator[RehearsalFinding]:
        """One that fails without rows as well is not theirs to tell."""
        with self.stage.copy(stop.database) as database:
            if not self.stage.alone(database, down).failed:
                yield _fails(down, stop.migration, failed)

    def _fill(self, stop: StepResult) -> Iterator[RehearsalFinding]:
        from psycopg import Error  # noqa: PLC0415 - `--help` does not pay for it

        try:
            with self.stage.session(self._database) as connection:
                filled = fill(connection, stop.after.schema)
        except Error as error:  # what the migrations made can be in the way of any query
            yield _not_filled(stop.migration, error)
        else:
            yield from self._unfilled(stop.migration, filled)
        self._state = self.stage.rows(self._database)

    def _unfilled(self, migration: Migration, filled: FilledTables) -> Iterator[RehearsalFinding]:
        """Each table once: what is done to its rows was not seen."""
        for one in filled.unfilled:
            if one.table not in self._told:
                self._told.add(one.table)
                message = f"{title(one.table)} got no rows to try with: {one.rejected.message}"
                place = place_naming(migration, [one.table[1]])
                yield RehearsalFinding(Rehearsal.ROWS, "no-rows", migration.tag, place, message, severity=Severity.NOTE)


def _not_filled(migration: Migration, error: "Error") -> RehearsalFinding:
    said = " ".join(str(error).split())
    message = f"After {migration.tag} no table could be given rows: {said}."
    return RehearsalFinding(
        Rehearsal.ROWS, "no-rows", migration.tag, Place(migration.path), message, severity=Severity.NOTE
    )


def _fails(file: Migration, migration: Migration, failed: Explanation) -> RehearsalFinding:
    """A check of its own is what a careful file has: that it refuses rows that are made up is for the record."""
    itself = refuses_itself(failed)
    says = "refuses by itself the rows that were made up" if itself else "passes on empty tables and fails with rows"
    return RehearsalFinding(
        Rehearsal.ROWS, "says-no" if itself else "fails-with-rows", migration.tag, place_of(file, failed),
        f"{file.tag} {says}: {refused(failed)}.",
        for_rows(failed.refusal.sqlstate),
        Severity.NOTE if itself else Severity.ERROR,
        failed.refusal.sqlstate,
    )  # fmt: skip


def _done_to_rows(migration: Migration, before: DatabaseState, after: DatabaseState) -> Iterator[RehearsalFinding]:
    files = {rows.file: name for name, rows in after.rows.items()}
    for name, rows in before.rows.items():
        now = name if name in after.rows else files.get(rows.file)  # renamed, and so in the same file still
        if now is None:
            yield _lost(migration, name, (rows.count, None))
        elif after.count(now) < rows.count:
            yield _lost(migration, name, (rows.count, after.count(now)))
        elif rows.count and now in after.rows and after.rows[now].file != rows.file:
            yield RehearsalFinding(
                Rehearsal.ROWS, "table-rewritten", migration.tag, place_naming(migration, [name[1]]),
                f"{migration.tag} rewrites {title(name)} whole, and nobody can read or write it meanwhile.",
                "Where it is large: add a column, fill it in batches, and switch over.",
                Severity.WARNING,
            )  # fmt: skip


def _lost(migration: Migration, name: Name, counts: tuple[int, int | None]) -> RehearsalFinding:
    """A dropped table says what it does; rows that go from one that stays are easily overlooked."""
    had, has = counts
    left = "drops" if has is None else f"leaves {has} of {had} rows in"
    dropped = f", and with it all that was in it ({had} here)" if has is None else ""
    return RehearsalFinding(
        Rehearsal.ROWS, "rows-lost", migration.tag, place_naming(migration, [name[1]]),
        f"{migration.tag} {left} {title(name)}{dropped}.",
        "Keep them elsewhere first, or let the file count them and stop where there are more than expected.",
        Severity.NOTE if has is None else Severity.WARNING,
    )  # fmt: skip


def _lost_by_down(
    down: Migration, migration: Migration, before: DatabaseState, after: DatabaseState
) -> Iterator[RehearsalFinding]:
    """To take something back may cost rows; how many is for the record."""
    counts = {name: rows.count - after.count(name) for name, rows in before.rows.items()}
    lost = {name: count for name, count in counts.items() if count > 0}
    if lost:
        told = ", ".join(f"{count} of {title(name)}" for name, count in lost.items())
        place = place_naming(down, [name for _, name in lost])
        message = f"{down.tag} loses rows: {told}."
        yield RehearsalFinding(Rehearsal.ROWS, "rows-lost", migration.tag, place, message, severity=Severity.NOTE)

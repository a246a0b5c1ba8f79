"""rows: run each file, and its down file, on a database whose tables have rows."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack

from journal.errors import Place, Severity
from journal.folder.migrations import Migration
from journal.rehearsal.environment.databases import Stage
from journal.rehearsal.environment.roles import may_change_roles
from journal.rehearsal.environment.runs import StepResult
from journal.rehearsal.environment.state import DatabaseState, Name, title
from journal.rehearsal.findings import Rehearsal, RehearsalFinding, place_naming, place_of, refused, refuses_itself
from journal.rehearsal.suggested_fix import for_rows
from journal.replay.explain import Explanation
from journal.testdata.fill import fill


class WithRows:
    """A second database beside the incremental one, with rows in every table after each file.

    `downs`: by the tag of their migration. Where a file fails with rows, the next one begins with new rows.
    """

    def __init__(self, stage: Stage, downs: Mapping[str, Migration], stack: ExitStack) -> None:
        self.stage, self.downs = stage, downs
        self._named: set[Name] = set()
        self._copy = stack.enter_context(ExitStack())
        self._database = self._copy.enter_context(stage.copy(stage.blank))
        self._state = stage.rows(self._database)

    def after(self, step: StepResult) -> Iterator[RehearsalFinding]:
        """Yield the findings of one file, of filling what it created, and of its down file on a copy."""
        # A file that creates a role has run on this server already, for the incremental database.
        can_run = not step.ran.failed and not may_change_roles(step.migration)
        ran = self.stage.alone(self._database, step.migration) if can_run else None
        if ran is None or ran.failed:
            if ran and ran.failed:
                yield _fails(step.migration, step.migration, ran.failed)
            self._copy.close()
            self._database = self._copy.enter_context(self.stage.copy(step.database))
        else:
            yield from _changes_of_rows(step.migration, self._state, self.stage.rows(self._database))
        yield from self._fill(step)
        down = self.downs.get(step.migration.tag)
        if down and not step.ran.failed and not may_change_roles(down):
            yield from self._revert(step, down)

    def _revert(self, step: StepResult, down: Migration) -> Iterator[RehearsalFinding]:
        """Yield the failure of the down file, or a note with the rows that it costs."""
        with self.stage.copy(self._database) as database:
            failed = self.stage.alone(database, down).failed
            after = self._state if failed else self.stage.rows(database)
        if failed:
            with self.stage.copy(step.database) as database:  # a failure without rows is reported by `down`
                if not self.stage.alone(database, down).failed:
                    yield _fails(down, step.migration, failed)
            return
        counts = {name: rows.count - after.count(name) for name, rows in self._state.rows.items()}
        lost = {name: count for name, count in counts.items() if count > 0}
        if lost:
            rows = ", ".join(f"{count} of {title(name)}" for name, count in lost.items())
            place = place_naming(down, [name for _, name in lost])
            yield _finding("rows-lost", step.migration, place, f"{down.tag} loses rows: {rows}.")

    def _fill(self, step: StepResult) -> Iterator[RehearsalFinding]:
        """Fill the tables; yield a note once for each that stays empty, because its rows are not rehearsed."""
        from psycopg import Error  # noqa: PLC0415 - `--help` does not pay for it

        migration = step.migration
        try:
            with self.stage.session(self._database) as connection:
                filled = fill(connection, step.after.schema)
        except Error as error:  # objects of the migrations can break any query
            message = f"After {migration.tag} no table could be given rows: {' '.join(str(error).split())}."
            yield _finding("no-rows", migration, Place(migration.path), message)
        else:
            for table, reason in ((each.table, each.rejected.message) for each in filled.unfilled):
                if table not in self._named:
                    self._named.add(table)
                    message = f"{title(table)} got no rows to try with: {reason}"
                    yield _finding("no-rows", migration, place_naming(migration, [table[1]]), message)
        self._state = self.stage.rows(self._database)


def _finding(code: str, migration: Migration, place: Place, message: str, help_: str = "") -> RehearsalFinding:
    """Return a warning where there is something to do, otherwise a note."""
    severity = Severity.WARNING if help_ else Severity.NOTE
    return RehearsalFinding(Rehearsal.ROWS, code, migration.tag, place, message, help_, severity)


def _fails(file: Migration, migration: Migration, failed: Explanation) -> RehearsalFinding:
    """Return an error, or a note where a check in the file itself refuses generated rows: a careful file has one."""
    itself = refuses_itself(failed)
    how = "refuses generated rows by a check of its own" if itself else "passes on empty tables and fails with rows"
    return RehearsalFinding(
        Rehearsal.ROWS, "says-no" if itself else "fails-with-rows", migration.tag, place_of(file, failed),
        f"{file.tag} {how}: {refused(failed)}.",
        for_rows(failed.refusal.sqlstate),
        Severity.NOTE if itself else Severity.ERROR,
        failed.refusal.sqlstate,
    )  # fmt: skip


def _changes_of_rows(migration: Migration, before: DatabaseState, after: DatabaseState) -> Iterator[RehearsalFinding]:
    files = {rows.file: name for name, rows in after.rows.items()}
    for name, rows in before.rows.items():
        now = name if name in after.rows else files.get(rows.file)  # a renamed table is in the same file
        place = place_naming(migration, [name[1]])
        if now is None:
            message = f"{migration.tag} drops {title(name)}, and with it all of its rows ({rows.count} here)."
            yield _finding("rows-lost", migration, place, message)
        elif after.count(now) < rows.count:
            yield _finding(
                "rows-lost", migration, place,
                f"{migration.tag} leaves {after.count(now)} of {rows.count} rows in {title(name)}.",
                "Copy them first, or let the file count them and stop where there are more than expected.",
            )  # fmt: skip
        elif rows.count and now in after.rows and after.rows[now].file != rows.file:
            yield _finding(
                "table-rewritten", migration, place,
                f"{migration.tag} rewrites the whole of {title(name)}, which cannot be read or written meanwhile.",
                "Where it is large: add a column, fill it in batches, and switch over.",
            )  # fmt: skip

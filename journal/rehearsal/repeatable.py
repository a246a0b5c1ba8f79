"""twice: each forward file once more, directly after itself; the baseline over the finished schema as well."""

from collections.abc import Iterator
from dataclasses import dataclass

from journal.errors import Severity
from journal.folder.migrations import Migration
from journal.folder.names import Kind
from journal.folder.read import Folder
from journal.rehearsal.environment.databases import FileRun, Stage
from journal.rehearsal.environment.incremental import IncrementalRun, StepResult
from journal.rehearsal.environment.state import DatabaseState, changed_rows, real_differences, title
from journal.rehearsal.line_of_error import names_of, place_naming, place_of
from journal.rehearsal.result import Rehearsal, RehearsalFinding, refused
from journal.rehearsal.suggested_fix import guard
from journal.replay.explain import Explanation
from journal.sql.statements import MARKER


@dataclass(frozen=True)
class Twice:
    """Second runs. What is found weighs by who runs the file: psql runs it again after a failure, Drizzle does not."""

    stage: Stage
    folder: Folder

    def again(self, stop: StepResult) -> Iterator[RehearsalFinding]:
        """The file once more, after itself. A baseline is not: it is for an empty database, see `over`."""
        if stop.ran.failed or stop.migration.kind is Kind.BASELINE:
            return
        with self.stage.copy(stop.database) as database:
            ran = self.stage.alone(database, stop.migration)
            yield from self._judged(stop.migration, ran, stop.after, self.stage.state(database))

    def over(self, grown: IncrementalRun) -> Iterator[RehearsalFinding]:
        """The baseline over the finished schema. To be refused whole is what is expected of it."""
        for one in (stop.migration for stop in grown.stops if stop.migration.kind is Kind.BASELINE):
            with self.stage.copy(grown.database) as database:
                ran = self.stage.alone(database, one)
                yield from self._judged(one, ran, grown.state, self.stage.state(database))

    def _judged(
        self, migration: Migration, ran: FileRun, before: DatabaseState, after: DatabaseState
    ) -> Iterator[RehearsalFinding]:
        changed = list(self._changed(migration, before, after))
        yield from changed
        if ran.failed and not changed:
            yield self._stops(migration, ran.failed)

    def _stops(self, migration: Migration, failed: Explanation) -> RehearsalFinding:
        over = "over the finished schema" if migration.kind is Kind.BASELINE else "a second time"
        return RehearsalFinding(
            Rehearsal.TWICE, "not-repeatable", migration.tag, place_of(migration, failed),
            f"{migration.tag} cannot be run {over}: {refused(failed)}.",
            guard(failed.refusal.sqlstate),
            Severity.NOTE if migration.kind is Kind.BASELINE else self._severity(migration),
            failed.refusal.sqlstate,
        )  # fmt: skip

    def _changed(self, migration: Migration, before: DatabaseState, after: DatabaseState) -> Iterator[RehearsalFinding]:
        differences, tables = real_differences(before.schema, after.schema), list(changed_rows(before, after))
        if not differences and not tables:
            return
        over = "Over the finished schema" if migration.kind is Kind.BASELINE else "A second time"
        names = names_of(differences[0]) if differences else list(tables[0][::-1])
        what = "the schema" if differences else f"the rows of {', '.join(map(title, tables))}"
        yield RehearsalFinding(
            Rehearsal.TWICE, "changes-again", migration.tag, place_naming(migration, names),
            f"{over}, {migration.tag} changes {what}.",
            _HELP_SCHEMA if differences else _HELP_ROWS,
            Severity.ERROR if migration.kind is Kind.BASELINE else self._severity(migration),
            differences=differences,
        )  # fmt: skip

    def _severity(self, migration: Migration) -> Severity:
        """A file of drizzle-kit, with its breakpoints, runs once; in a folder with down files it is kept by hand."""
        by_hand = bool(self.folder.downs) and MARKER not in migration.text
        return Severity.ERROR if by_hand else Severity.WARNING


_HELP_SCHEMA = "Let it make only what is not there yet: IF NOT EXISTS, or a look into pg_catalog."
_HELP_ROWS = "Write ON CONFLICT DO NOTHING for what is inserted, and a WHERE that what is done already does not meet."

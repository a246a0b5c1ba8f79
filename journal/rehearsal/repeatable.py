"""twice: run each forward file again directly after itself, and the baseline over the finished schema."""

from collections.abc import Iterator

from journal.dataclass import dataclass
from journal.errors import Severity
from journal.folder.file_names import Kind
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.rehearsal.environment.databases import Stage
from journal.rehearsal.environment.runs import IncrementalRun, StepResult
from journal.rehearsal.environment.state import DatabaseState, changed_rows, real_differences, title
from journal.rehearsal.findings import Rehearsal, RehearsalFinding, names_of, place_naming, place_of, refused
from journal.rehearsal.suggested_fix import guard
from journal.sql.statements import MARKER

_HELP_SCHEMA = "Create only what is missing: IF NOT EXISTS, or a query of pg_catalog."
_HELP_ROWS = "Write ON CONFLICT DO NOTHING for inserted rows, and a WHERE that excludes the rows that are done."


@dataclass(frozen=True)
class Twice:
    """Second runs. psql may run a hand-written file again after a failure, and Drizzle runs no file twice."""

    stage: Stage
    folder: Folder

    def after(self, step: StepResult) -> Iterator[RehearsalFinding]:
        """Yield the findings of running a file again. A baseline is for an empty database: see `baseline_at_end`."""
        if not step.ran.failed and step.migration.kind is not Kind.BASELINE:
            yield from self._run_again(step.migration, step.database, step.after)

    def baseline_at_end(self, run: IncrementalRun) -> Iterator[RehearsalFinding]:
        """Yield the findings of running the baseline over the finished schema, where it is expected to fail."""
        for step in run.results:
            if step.migration.kind is Kind.BASELINE:
                yield from self._run_again(step.migration, run.database, run.state)

    def _run_again(self, migration: Migration, database: str, before: DatabaseState) -> Iterator[RehearsalFinding]:
        is_baseline = migration.kind is Kind.BASELINE
        # A file of drizzle-kit, with its breakpoints, runs once; in a folder with down files, files are hand-written.
        by_hand = bool(self.folder.downs) and MARKER not in migration.text
        severity = Severity.ERROR if by_hand else Severity.WARNING
        with self.stage.copy(database) as copy:
            failed, after = self.stage.alone(copy, migration).failed, self.stage.state(copy)
        differences, tables = real_differences(before.schema, after.schema), list(changed_rows(before, after))
        if differences or tables:
            names = names_of(differences[0]) if differences else list(tables[0][::-1])
            what = "the schema" if differences else f"the rows of {', '.join(map(title, tables))}"
            yield RehearsalFinding(
                Rehearsal.TWICE, "changes-again", migration.tag, place_naming(migration, names),
                f"{'Over the finished schema' if is_baseline else 'A second time'}, {migration.tag} changes {what}.",
                _HELP_SCHEMA if differences else _HELP_ROWS,
                Severity.ERROR if is_baseline else severity,
                differences=differences,
            )  # fmt: skip
        elif failed:
            when = "over the finished schema" if is_baseline else "a second time"
            yield RehearsalFinding(
                Rehearsal.TWICE, "not-repeatable", migration.tag, place_of(migration, failed),
                f"{migration.tag} cannot be run {when}: {refused(failed)}.",
                guard(failed.refusal.sqlstate),
                Severity.NOTE if is_baseline else severity,
                failed.refusal.sqlstate,
            )  # fmt: skip

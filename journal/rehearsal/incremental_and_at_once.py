"""ways: compare files that run one by one, as production grew, with all files in one transaction."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from journal.dataclass import dataclass
from journal.errors import Severity, place_at
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.rehearsal.environment.runs import Batch, IncrementalRun, StepResult
from journal.rehearsal.environment.state import DatabaseState, Name, read_state, real_differences, title
from journal.rehearsal.findings import Rehearsal, RehearsalFinding, names_of, place_naming, place_of, refused
from journal.rehearsal.suggested_fix import for_a_file_alone, for_one_transaction, reset_of_leak
from journal.replay.causes import cause_of
from journal.replay.explain import AppliedMigration, Explanation, MigrationFailed
from journal.rules.support.own_transaction import KEEP, RULE, if_none_has_it, seen_to_end

if TYPE_CHECKING:
    from psycopg import Connection

_SAME_MOMENT = "Do not compare with now(): all files of one transaction have the same. Name the rows instead."
_EXPLICIT = "Name the schema, and write every setting that the statement depends on."


@dataclass(frozen=True)
class Ways:
    """The results of both ways. `batch` is empty where one transaction was not rehearsed.

    `deployed`: the tags that databases have, as the caller named them by a git ref.
    """

    folder: Folder
    run: IncrementalRun
    batch: Batch
    deployed: frozenset[str] = frozenset()

    def findings(self) -> Iterator[RehearsalFinding]:
        """Yield what failed in either way; where nothing failed, the first file after which the states differ."""
        stopped = self.run.stopped
        if stopped and stopped.ran.failed:
            yield _failure(
                "fails", stopped, stopped.ran.failed,
                "fails file by file and in one transaction, and what comes after it was not rehearsed",
                self._cause(stopped.migration, stopped.ran.failed) or stopped.ran.hint or "Fix the statement.",
            )  # fmt: skip
        for step in self.run.results:
            if step.ran.failed:
                yield _failure(
                    "fails-alone", step, step.ran.failed, "fails in a session and a transaction of its own, as "
                    "production grew, and passes in one transaction with the others",
                    for_a_file_alone(step.ran.failed.refusal.sqlstate),
                )  # fmt: skip
            elif step.number in self.batch.failures:
                yield self._fails_together(step, self.batch.failures[step.number])
            if step.migration.tag in self.batch.ended:
                yield self._ends_transaction(step.migration)
        passed = not stopped and not any(step.ran.failed for step in self.run.results)
        if passed and self.batch.state and _states_differ(self.run.final(), self.batch.state):
            yield self._states_differ()

    def _cause(self, migration: Migration, failed: Explanation) -> str:
        return cause_of(MigrationFailed(migration, failed, ()), self.folder)

    def _fails_together(self, step: StepResult, failed: Explanation) -> RehearsalFinding:
        how = "file by file" if step.ran.whole else "statement by statement, as psql runs it"
        cause = self._cause(step.migration, failed) if failed.refusal.sqlstate == "25001" else ""
        return _failure(
            "fails-in-one-transaction", step, failed,
            f"passes {how}, and fails in one transaction with the others, as Drizzle runs a fresh database",
            cause or for_one_transaction(
                failed.refusal.sqlstate, self._reset_before(step), is_version_1=self.folder.is_version_1
            ),
        )  # fmt: skip

    def _ends_transaction(self, migration: Migration) -> RehearsalFinding:
        own, tag = seen_to_end(migration), migration.tag
        place = place_at(migration.path, migration.text, own.offset)
        message, help_, severity = f"{own.effect}.", KEEP, Severity.NOTE
        if tag not in self.deployed:
            from_ref = self.folder.settings.command("rehearse", "--from", "REF")
            help_ = f"{if_none_has_it(own)} If production has, name what it was deployed from: {from_ref}"
            severity = Severity.WARNING
        return RehearsalFinding(Rehearsal.WAYS, RULE, tag, place, message, help_, severity)

    def _states_differ(self) -> RehearsalFinding:
        step, other = self._first_difference()
        migration = step.migration
        differences, tables = real_differences(step.after.schema, other.schema), _counts_differ(step.after, other)
        names = names_of(differences[0]) if differences else list(tables[0][::-1])
        counts = ", ".join(
            f"{title(table)} has {step.after.count(table)} and {other.count(table)} rows" for table in tables
        )
        return RehearsalFinding(
            Rehearsal.WAYS, "ends-differ", migration.tag, place_naming(migration, names),
            f"After {migration.tag}, a database that ran file by file differs from one that ran all files in one "
            f"transaction{': ' if counts else ''}{counts}.",
            self._reset_before(step) or (_SAME_MOMENT if tables else _EXPLICIT),
            differences=differences,
        )  # fmt: skip

    def _reset_before(self, step: StepResult) -> str:
        return reset_of_leak(self.folder, [migration for _, migration in self.run.steps[: step.number]])

    def _first_difference(self) -> tuple[StepResult, DatabaseState]:
        """Return the first file after which the states differ, and its state in the one transaction."""
        run, states = self.run, list[DatabaseState]()

        def look(connection: "Connection[Any]", applied: AppliedMigration) -> None:
            states.append(read_state(connection, run.stage.ledger))

        with run.stage.copy(run.stage.blank) as database:
            run.stage.together(database, run.steps, look)
        pairs = list(zip(run.results_with_states(), states, strict=True))
        return next((pair for pair in pairs if _states_differ(pair[0].after, pair[1])), pairs[-1])


def _failure(code: str, step: StepResult, failed: Explanation, how: str, help_: str) -> RehearsalFinding:
    migration, message = step.migration, f"{step.migration.tag} {how}: {refused(failed)}."
    place, sqlstate = place_of(migration, failed), failed.refusal.sqlstate
    return RehearsalFinding(Rehearsal.WAYS, code, migration.tag, place, message, help_, sqlstate=sqlstate)


def _states_differ(one: DatabaseState, other: DatabaseState) -> bool:
    return bool(real_differences(one.schema, other.schema) or _counts_differ(one, other))


def _counts_differ(one: DatabaseState, other: DatabaseState) -> list[Name]:
    """Return the tables of both states that have different numbers of rows."""
    return [name for name in sorted(one.rows.keys() & other.rows.keys()) if one.count(name) != other.count(name)]

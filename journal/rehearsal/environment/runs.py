"""The files that are rehearsed, run one by one as production grew, or all in one transaction as Drizzle runs them."""

from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from journal.catalog.values import EMPTY
from journal.dataclass import dataclass
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.folder.reconcile import reconcile
from journal.rehearsal.environment.databases import FileRun, Stage
from journal.rehearsal.environment.state import DatabaseState
from journal.replay.explain import AppliedMigration, Explanation, MigrationFailed
from journal.replay.prefix import Step

if TYPE_CHECKING:
    from psycopg import Connection


def steps_of(folder: Folder) -> tuple[Step, ...]:
    """Return every forward file in the journal's order; unlisted ones come last, as for `drizzle-journal run`."""
    files = folder.by_tag
    entries = reconcile(folder, now=datetime.now(UTC)).journal.entries
    return tuple((entry, files[entry.tag]) for entry in entries if entry.tag in files)


def listed_steps(folder: Folder) -> tuple[Step, ...]:
    """Return the files that Drizzle runs: those of the journal, or all where there is no journal yet."""
    steps = steps_of(folder)
    return tuple(step for step in steps if step[0].tag in folder.journal.tags) if folder.journal.text else steps


_LATER = 10
"""The number of further files that are tried together with one that fails at its COMMIT."""


@dataclass(frozen=True)
class StepResult:
    """A file, the states before and after it, and the database after it, which is copied and never changed."""

    number: int
    migration: Migration
    ran: FileRun
    before: DatabaseState
    after: DatabaseState
    database: str


class IncrementalRun:
    """A database that grows by one file at a time. `results`: the files so far; `stopped`: one that fails in both ways.

    `looks`: whether to read the states; otherwise they are empty.
    """

    def __init__(self, stage: Stage, steps: Sequence[Step], stack: ExitStack, *, looks: bool = True) -> None:
        self.stage, self.steps, self._stack, self._looks = stage, steps, stack, looks
        self.database = stack.enter_context(stage.copy(stage.blank))
        self.state = self._state()
        self.results: list[StepResult] = []
        self.stopped: StepResult | None = None
        self._done = 0

    def advance(self) -> StepResult | None:
        """Run the next file. Return None at the end, or where it fails in both ways.

        A file that fails alone and passes in one transaction with the others is followed by the next.
        """
        if self._done == len(self.steps) or self.stopped:
            return None
        number = self._done
        entry, migration = self.steps[number]
        ran = self.stage.alone(self.database, migration, entry.when)
        self._done = self._reached(number, ran)
        before, self.state = self.state, self._state() if self._done > number else self.state
        step = StepResult(number, migration, ran, before, self.state, self.database)
        if self._done == number:
            self.stopped = step
            return None
        self.results.append(step)
        return step

    def final(self) -> DatabaseState:
        """Return the state after the last file."""
        return self.state if self._looks else self.stage.state(self.database)

    def results_with_states(self) -> "list[StepResult]":
        """Return the results; where the states were not read, those of a run of the same files that reads them."""
        if self._looks:
            return self.results
        with ExitStack() as stack:
            again = IncrementalRun(self.stage, self.steps, stack)
            while again.advance():
                pass
            return again.results

    def _reached(self, number: int, ran: FileRun) -> int:
        """Return the number of files that are then in the database. A COMMIT that fails may need later files."""
        if not ran.failed:
            return number + 1
        most = number + 1 + (_LATER if not ran.failed.number else 0)
        for end in range(number + 1, min(most, len(self.steps)) + 1):
            database = self._stack.enter_context(self.stage.copy(self.stage.blank))
            with suppress(MigrationFailed):
                self.stage.together(database, self.steps[:end])
                self.database = database
                return end
        return number

    def _state(self) -> DatabaseState:
        return self.stage.state(self.database) if self._looks else DatabaseState(EMPTY, {})


@dataclass(frozen=True)
class Batch:
    """The failures by the number of the step, and the state at the end where there are none.

    `ended`: the tags of the files that end the transaction in which all run.
    """

    failures: dict[int, Explanation] = field(default_factory=dict)
    state: DatabaseState | None = None
    ended: frozenset[str] = frozenset()


def in_one_transaction(stage: Stage, steps: Sequence[Step]) -> Batch:
    """Run the files. After a failure, those before it are committed first, and the others run as the next batch.

    A database grows by what is committed, so that no file runs again for each failure. The last batch is the one with
    a file that fails alone, too: what comes after it is not rehearsed.
    """
    failures: dict[int, Explanation] = {}
    ended: set[str] = set()
    committed = 0

    def look(connection: "Connection[Any]", applied: AppliedMigration) -> None:
        ended.update({applied.tag} if applied.ended_transaction else ())

    with stage.copy(stage.blank) as grown:
        while committed < len(steps):
            with stage.copy(grown) as database:
                try:
                    stage.together(database, steps[committed:], look)
                except MigrationFailed as failure:
                    failed = min(committed + len(failure.before), len(steps) - 1)
                    failures.setdefault(failed, failure.explanation)
                else:
                    return Batch(failures, None if failures else stage.state(database), frozenset(ended))
            end = max(failed, committed + 1)
            ran = [stage.alone(grown, migration, entry.when) for entry, migration in steps[committed:end]]
            if end > failed and ran[-1].failed:
                break
            committed = end
    return Batch(failures, None if failures else stage.state(stage.blank), frozenset(ended))

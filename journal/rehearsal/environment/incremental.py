"""Run file by file, each in a session and a transaction of its own, as production grew."""

from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass

from journal.catalog.values import EMPTY
from journal.folder.migrations import Migration
from journal.rehearsal.environment.databases import FileRun, Stage
from journal.rehearsal.environment.state import DatabaseState
from journal.replay.explain import MigrationFailed
from journal.replay.prefix import Step

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

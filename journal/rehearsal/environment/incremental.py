"""The database as production grew: file by file, each in a session and a transaction of its own."""

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
"""How many more files are tried together with one that fails at its COMMIT."""


@dataclass(frozen=True)
class StepResult:
    """A file, the states around it, and the database after it, which is to be copied and not changed."""

    number: int
    migration: Migration
    ran: FileRun
    before: DatabaseState
    after: DatabaseState
    database: str


class IncrementalRun:
    """The walk. `stops` are those that were reached; `stopped`: a file fails both ways, and nothing can follow it.

    `looks`: whether the states are wanted; else they are empty.
    """

    def __init__(self, stage: Stage, steps: Sequence[Step], stack: ExitStack, *, looks: bool = True) -> None:
        self.stage, self.steps, self._stack, self._looks = stage, steps, stack, looks
        self.database = stack.enter_context(stage.copy(stage.blank))
        self.state = self._state()
        self.stops: list[StepResult] = []
        self.stopped: StepResult | None = None
        self._done = 0

    def advance(self) -> StepResult | None:
        """Run the next file; None at the end, or where it fails both ways.

        Where it fails alone and passes in one transaction with the others, the walk goes on from that.
        """
        if self._done == len(self.steps) or self.stopped:
            return None
        number = self._done
        entry, migration = self.steps[number]
        ran = self.stage.alone(self.database, migration, entry.when)
        self._done = self._reached(number, ran)
        before, self.state = self.state, self._state() if self._done > number else self.state
        stop = StepResult(number, migration, ran, before, self.state, self.database)
        if self._done == number:
            self.stopped = stop
            return None
        self.stops.append(stop)
        return stop

    def _reached(self, number: int, ran: FileRun) -> int:
        """How many files are in the database then. A COMMIT that fails may need files that come later."""
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

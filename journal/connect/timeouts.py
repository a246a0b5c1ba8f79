"""Every timeout of a live database, with its default, in seconds; 0 is no limit."""

import math
import time

from journal.dataclass import dataclass
from journal.errors import Wait

CONNECT_TIMEOUT = 15
"""To open a session."""
LOCK_TIMEOUT = 10.0
"""`--lock-timeout`: a statement that waits for a lock, except in `rollback`."""
LEDGER_LOCK_TIMEOUT = 10.0
"""`--ledger-lock-timeout` of stamp, repair, run, down, handback, backup and restore: the wait for the ledger."""


def setting_of(seconds: float) -> str:
    """Return a timeout as a setting of PostgreSQL; what rounds to 0 is one millisecond, because 0 is no limit."""
    return f"{max(1, round(seconds * 1000))}ms" if seconds else "0"


def end_of(seconds: float) -> float:
    """Return when a wait of our own that begins now ends, by `time.monotonic`; of 0 seconds it never does."""
    return time.monotonic() + seconds if seconds else math.inf


@dataclass(frozen=True)
class Timeouts:
    """How long a statement may take, and how long it may wait for a lock.

    `statement_by` and `lock_by`: the arguments of a verb that set them, if any.
    """

    statement: float = 60.0
    lock: float = LOCK_TIMEOUT
    statement_by: Wait | None = None
    lock_by: Wait | None = None

    @property
    def longest(self) -> float:
        """How long a statement may take with its wait for a lock: longer where only that wait is set, by a verb."""
        if self.statement_by or not self.lock_by or not self.statement or 0 < self.lock < self.statement:
            return self.statement
        return self.lock and self.statement + self.lock


ORDINARY = Timeouts()


def ledger_timeouts(seconds: float) -> Timeouts:
    """Return the timeouts of our own statements on a ledger, for `--ledger-lock-timeout`."""
    return Timeouts(lock=seconds, lock_by=Wait.LEDGER)


@dataclass(frozen=True)
class RunTimeouts:
    """How long a file of a run waits: for any lock, and for the end of a statement.

    A file's own SET lock_timeout or statement_timeout wins, for that file.
    """

    lock: float = LOCK_TIMEOUT
    statement: float = 0.0

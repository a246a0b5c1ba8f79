"""Every timeout, with its default, in seconds; 0 is no limit."""

from dataclasses import dataclass

from journal.errors import Wait

LEDGER_LOCK_TIMEOUT = 10.0
"""Seconds that a verb waits for the ledger, if no option says otherwise."""


@dataclass(frozen=True)
class Timeouts:
    """How long a statement may take, and how long it may wait for a lock, in seconds; 0 is no limit.

    `statement_by` and `lock_by`: the arguments of a verb that set them, if any.
    """

    statement: float = 60.0
    lock: float = 10.0
    statement_by: Wait | None = None
    lock_by: Wait | None = None


ORDINARY = Timeouts()


@dataclass(frozen=True)
class RunTimeouts:
    """Seconds that a run waits: for any lock, for the end of a statement, and for the ledger; 0 is no limit.

    A file's own SET lock_timeout or statement_timeout wins, for that file.
    """

    lock: float = 10.0
    statement: float = 0.0
    ledger_lock: float = LEDGER_LOCK_TIMEOUT

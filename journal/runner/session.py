"""The session that files run in: each begins as a new psql would, with our time limits and under our lock."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.connect.pins import PATH, entering, leaving
from journal.errors import Locked
from journal.ledger.lock import LOCK_KEY

if TYPE_CHECKING:
    from psycopg import Connection

LOCK_SECONDS = 10.0

# All that a file can leave behind. DISCARD ALL would let go of the advisory lock, too.
_AS_NEW = "RESET ALL; CLOSE ALL; UNLISTEN *; DEALLOCATE ALL; DISCARD TEMP; DISCARD SEQUENCES"
_OURS_AGAIN = f"RESET SESSION AUTHORIZATION; SET search_path = {PATH}"
_HOLDS = f"""
SELECT FROM pg_catalog.pg_locks WHERE pid = pg_catalog.pg_backend_pid() AND locktype = 'advisory' AND granted
   AND objsubid = 1 AND (classid::bigint << 32 | objid::bigint) = {LOCK_KEY}
"""
_AS_OURSELVES = "SET LOCAL SESSION AUTHORIZATION DEFAULT; SET LOCAL ROLE NONE"


@dataclass(frozen=True)
class RunTimeouts:
    """Seconds that a run waits: for a lock, for the end of a statement, and for the ledger; 0 is no limit.

    A file's own SET lock_timeout or statement_timeout wins, for that file.
    """

    lock: float = LOCK_SECONDS
    statement: float = 0.0
    ledger_lock: float = LOCK_SECONDS


def reset_session(connection: "Connection[Any]", patience: RunTimeouts) -> None:
    """Give the next file a session as new. Raises Locked where the file before let go of our lock."""
    limits = {"lock_timeout": patience.lock, "statement_timeout": patience.statement}
    waits = (f"SET {name} = {round(seconds * 1000)}" for name, seconds in limits.items())
    texts = [_OURS_AGAIN, _HOLDS, _AS_NEW, *waits]
    answers = connection.execute("; ".join(texts).encode())  # at once: on the way there and back most time goes
    holds = False
    while answers.nextset():
        holds = holds or (answers.description is not None and answers.fetchone() is not None)
    if not holds:
        raise Locked(
            "The file before let go of the lock that keeps two runs apart (pg_advisory_unlock_all, or DISCARD ALL).",
            hint="What ran is recorded. Take that statement out of the file, and run again to go on.",
        )


def ourselves(connection: "Connection[Any]") -> str:
    """Statements for the middle of a file's transaction: who connected writes, and what is written means what we mean.

    A file's SET ROLE, or its search_path, may not decide what is written where we keep the records.
    """
    return f"{_AS_OURSELVES}; {entering(connection.info.server_version)}"


def as_ourselves(connection: "Connection[Any]") -> None:
    """Be ourselves until `theirs_again`, and who connected until the transaction ends."""
    connection.execute(ourselves(connection).encode())


def theirs_again(connection: "Connection[Any]") -> str:
    """The statement after which the file's settings hold again: a COMMIT runs what the file has deferred."""
    return leaving(connection.info.server_version)

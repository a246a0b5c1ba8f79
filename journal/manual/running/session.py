"""The session that files run in: each begins as a new psql would, with our time limits and under our lock."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.errors import Locked
from journal.ledger.lock import KEY

if TYPE_CHECKING:
    from psycopg import Connection

LOCK_SECONDS = 10.0

# All that a file can leave behind. DISCARD ALL would let go of the advisory lock, too.
_AS_NEW = (
    "RESET SESSION AUTHORIZATION; RESET ALL; CLOSE ALL; UNLISTEN *; DEALLOCATE ALL; DISCARD TEMP; DISCARD SEQUENCES"
)
_HOLDS = f"""
SELECT FROM pg_catalog.pg_locks WHERE pid = pg_catalog.pg_backend_pid() AND locktype = 'advisory' AND granted
   AND objsubid = 1 AND (classid::bigint << 32 | objid::bigint) = {KEY}
"""
AS_OURSELVES = "SET LOCAL SESSION AUTHORIZATION DEFAULT; SET LOCAL ROLE NONE"
"""Until the transaction ends, be who connected: a file's SET ROLE may not write where we keep the records."""


@dataclass(frozen=True)
class Patience:
    """Seconds that a run waits: for another run and for any other lock, and for one statement; 0 is for ever.

    A file's own SET lock_timeout or statement_timeout wins, for that file.
    """

    lock: float = LOCK_SECONDS
    statement: float = 0.0


def begin_anew(connection: "Connection[Any]", patience: Patience) -> None:
    """Give the next file a session as new. Raises Locked where the file before let go of our lock."""
    limits = {"lock_timeout": patience.lock, "statement_timeout": patience.statement}
    texts = [_AS_NEW, *(f"SET {name} = {round(seconds * 1000)}" for name, seconds in limits.items()), _HOLDS]
    answers = connection.execute("; ".join(texts).encode())  # at once: on the way there and back most time goes
    while answers.nextset():
        pass
    if answers.fetchone() is None:
        raise Locked(
            "The file before let go of the lock that keeps two runs apart (pg_advisory_unlock_all, or DISCARD ALL).",
            hint="What ran is recorded. Take that statement out of the file, and run again to go on.",
        )


def as_ourselves(connection: "Connection[Any]") -> None:
    """Be who connected, until the transaction ends."""
    connection.execute(AS_OURSELVES.encode())

"""The session that files run in: each file starts as in a new psql, with our time limits and under our lock."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.connect.pins import PATH, entering
from journal.errors import Locked
from journal.ledger.lock import LEDGER_LOCK_TIMEOUT, LOCK_KEY

if TYPE_CHECKING:
    from psycopg import Connection

# All that a file can leave behind. DISCARD ALL would release the advisory lock, too.
_RESET = "RESET ALL; CLOSE ALL; UNLISTEN *; DEALLOCATE ALL; DISCARD TEMP; DISCARD SEQUENCES"
_OWN_SETTINGS = f"RESET SESSION AUTHORIZATION; SET search_path = {PATH}"
_HOLDS_LOCK = f"""
SELECT FROM pg_catalog.pg_locks WHERE pid = pg_catalog.pg_backend_pid() AND locktype = 'advisory' AND granted
   AND objsubid = 1 AND (classid::bigint << 32 | objid::bigint) = {LOCK_KEY}
"""


@dataclass(frozen=True)
class RunTimeouts:
    """Seconds that a run waits: for any lock, for the end of a statement, and for the ledger; 0 is no limit.

    A file's own SET lock_timeout or statement_timeout wins, for that file.
    """

    lock: float = 10.0
    statement: float = 0.0
    ledger_lock: float = LEDGER_LOCK_TIMEOUT


def reset_session(connection: "Connection[Any]", timeouts: RunTimeouts) -> None:
    """Reset the session for the next file. Raises Locked if the file before released our lock."""
    limits = {"lock_timeout": timeouts.lock, "statement_timeout": timeouts.statement}
    waits = (f"SET {name} = {round(seconds * 1000)}" for name, seconds in limits.items())
    # In one message: the round trips take most of the time.
    answers = connection.execute("; ".join([_OWN_SETTINGS, _HOLDS_LOCK, _RESET, *waits]).encode())
    holds = False
    while answers.nextset():
        holds = holds or (answers.description is not None and answers.fetchone() is not None)
    if not holds:
        raise Locked(
            "The previous file released the lock that separates two runs (pg_advisory_unlock_all, or DISCARD ALL).",
            hint="What ran is recorded. Remove that statement from the file, and run again to continue.",
        )


def as_ourselves(connection: "Connection[Any]") -> None:
    """Write as the role that connected until the transaction ends, with our settings until `pins.leaving`.

    Neither a file's SET ROLE nor its search_path may decide what is written to the records.
    """
    settings = entering(connection.info.server_version)
    connection.execute(f"SET LOCAL SESSION AUTHORIZATION DEFAULT; SET LOCAL ROLE NONE; {settings}".encode())

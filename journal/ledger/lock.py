"""One advisory lock for all our writes to a database, from before the first read to the last write.

It keeps our own runs apart. Drizzle takes no lock, so nothing keeps it out.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from journal.errors import Locked, Wait

if TYPE_CHECKING:
    from psycopg import Connection

# Advisory locks belong to one database already, so one number does for each.
LOCK_KEY = int.from_bytes(hashlib.sha256(b"drizzle-journal").digest()[:8], signed=True)
_PAUSE = 0.05  # seconds

_HOLDER = """
SELECT activity.pid, activity.application_name
  FROM pg_catalog.pg_locks AS held JOIN pg_catalog.pg_stat_activity AS activity USING (pid)
 WHERE held.locktype = 'advisory' AND held.granted AND held.database = activity.datid AND held.objsubid = 1
   AND (held.classid::bigint << 32 | held.objid::bigint) = %s
"""


@contextmanager
def database_lock(connection: "Connection[Any]", *, seconds: float) -> Iterator[None]:
    """Hold the lock on a connection in autocommit mode. Raises Locked, with who holds it, after `seconds`.

    When the block raises, the connection is to be closed, and the lock goes with it.
    """
    from psycopg import OperationalError  # noqa: PLC0415 - `--help` does not pay for it

    deadline = time.monotonic() + seconds
    while not _taken(connection):
        if time.monotonic() >= deadline:
            raise Locked(
                f"Another run holds the lock of this database{_holder(connection)}; waited {seconds:g} s.",
                hint="Wait for it to end.",
                waited=Wait.LEDGER,
            )
        time.sleep(min(_PAUSE, max(0.0, deadline - time.monotonic())))
    # After a failure the session's state is unknown, and the lock goes with its connection.
    yield
    with suppress(OperationalError):  # the connection broke, and the lock went with it; what was done is done
        connection.execute("SELECT pg_catalog.pg_advisory_unlock(%s)", (LOCK_KEY,))


def _taken(connection: "Connection[Any]") -> bool:
    """Asked again and again: a statement that waits is a transaction, too, for which the holder's CREATE INDEX
    CONCURRENTLY would wait in turn. PostgreSQL ends such a deadlock by failing one of the two.
    """
    return connection.execute("SELECT pg_catalog.pg_try_advisory_lock(%s)", (LOCK_KEY,)).fetchone() == (True,)


def _holder(connection: "Connection[Any]") -> str:
    found = connection.execute(_HOLDER, (LOCK_KEY,)).fetchone()
    return f" (process {found[0]}, {found[1] or 'without a name'})" if found else ""

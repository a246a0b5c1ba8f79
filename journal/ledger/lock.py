"""One advisory lock for all our writes to a database, from before the first read to the last write.

It separates our own runs. Drizzle takes no lock, so it does not keep Drizzle out.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from journal.errors import Locked, Wait

if TYPE_CHECKING:
    from psycopg import Connection

# Advisory locks belong to one database, so one number serves for each.
LOCK_KEY = int.from_bytes(hashlib.sha256(b"drizzle-journal").digest()[:8], signed=True)
LEDGER_LOCK_TIMEOUT = 10.0
"""Seconds that a verb waits for the ledger, if no option says otherwise."""
_PAUSE = 0.05  # seconds

_HOLDER = """
SELECT activity.pid, activity.application_name
  FROM pg_catalog.pg_locks AS held JOIN pg_catalog.pg_stat_activity AS activity USING (pid)
 WHERE held.locktype = 'advisory' AND held.granted AND held.database = activity.datid AND held.objsubid = 1
   AND (held.classid::bigint << 32 | held.objid::bigint) = %s
"""


@contextmanager
def database_lock(connection: "Connection[Any]", *, seconds: float) -> Iterator[None]:
    """Hold the lock on a connection in autocommit mode. Raises Locked, with its holder, after `seconds`.

    If the block raises, the session's state is unknown: the caller closes the connection, which releases the lock.
    """
    from psycopg import OperationalError

    deadline = time.monotonic() + seconds
    # It polls: a waiting statement is a transaction, which a CREATE INDEX CONCURRENTLY of the holder would wait for in
    # turn. PostgreSQL resolves such a deadlock by failing one of the two.
    while connection.execute("SELECT pg_catalog.pg_try_advisory_lock(%s)", (LOCK_KEY,)).fetchone() != (True,):
        if time.monotonic() >= deadline:
            found = connection.execute(_HOLDER, (LOCK_KEY,)).fetchone()
            holder = f" (process {found[0]}, {found[1] or 'without a name'})" if found else ""
            raise Locked(
                f"Another run holds the lock of this database{holder}; waited {seconds:g} s.",
                hint="Wait for it to end.",
                waited=Wait.LEDGER,
            )
        time.sleep(min(_PAUSE, max(0.0, deadline - time.monotonic())))
    yield
    with suppress(OperationalError):  # a broken connection has released the lock; the work is done
        connection.execute("SELECT pg_catalog.pg_advisory_unlock(%s)", (LOCK_KEY,))

"""One advisory lock for all our writes to a database, from before the first read to the last write.

It keeps our own runs apart. Drizzle takes no lock, so nothing keeps it out.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from journal.errors import Locked

if TYPE_CHECKING:
    from psycopg import Connection

# Advisory locks belong to one database already, so one number does for each.
KEY = int.from_bytes(hashlib.sha256(b"drizzle-journal").digest()[:8], signed=True)

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
    from psycopg import OperationalError, errors  # noqa: PLC0415 - `--help` does not pay for it

    with connection.transaction():
        # lock_timeout 0 would wait for ever; the shortest wait there is is one millisecond.
        milliseconds = max(1, round(seconds * 1000))
        connection.execute("SELECT pg_catalog.set_config('lock_timeout', %s, true)", (f"{milliseconds}ms",))
        try:
            with connection.transaction():
                connection.execute("SELECT pg_catalog.pg_advisory_lock(%s)", (KEY,))
        except errors.LockNotAvailable:
            raise Locked(
                f"Another run holds the lock of this database{_holder(connection)}; waited {seconds:g} s.",
                hint="Wait for it to end, or wait longer with --lock-timeout SECONDS.",
            ) from None
    # After a failure the session's state is unknown, and the lock goes with its connection.
    yield
    with suppress(OperationalError):  # the connection broke, and the lock went with it; what was done is done
        connection.execute("SELECT pg_catalog.pg_advisory_unlock(%s)", (KEY,))


def _holder(connection: "Connection[Any]") -> str:
    found = connection.execute(_HOLDER, (KEY,)).fetchone()
    return f" (process {found[0]}, {found[1] or 'without a name'})" if found else ""

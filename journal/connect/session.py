"""Three ways to work on the user's database: `reading`, which cannot write; `writing`, which has its own session; and
`running`, whose session runs the user's SQL as well.

With an open connection, read in a `snapshot` of it. Each of our transactions begins with its pins.
"""

import hashlib
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from journal.connect.opening import pin
from journal.connect.pins import LIVE, setting
from journal.connect.pooler import found_pooler, known_pooler
from journal.connect.target import Target, connected
from journal.connect.timeouts import ORDINARY, Timeouts, end_of, setting_of
from journal.errors import DatabaseUnreachable, Locked, OutcomeUnknown, PoolerInTheWay, TimedOut, Wait

if TYPE_CHECKING:
    from psycopg import Connection, Error

READ_ONLY = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
"""Begins a transaction that sees the database at one moment and cannot write."""
# Advisory locks belong to one database, so one number serves for each.
LOCK_KEY = int.from_bytes(hashlib.sha256(b"drizzle-journal").digest()[:8], signed=True)
COMMIT_UNSEEN = "It is not known whether the COMMIT arrived: all that it ends is in the database, or nothing."
HOW_TO_SEE = "See which: drizzle-journal status"
# Held twice: giving one back, which is how HOLDS_LOCK looks, leaves the other. A look at pg_locks takes much longer.
_LOCK = f"""
SELECT CASE WHEN pg_catalog.pg_try_advisory_lock({LOCK_KEY}) THEN pg_catalog.pg_try_advisory_lock({LOCK_KEY})
            ELSE false END
"""
_UNLOCK = f"SELECT pg_catalog.pg_advisory_unlock({LOCK_KEY}), pg_catalog.pg_advisory_unlock({LOCK_KEY})"
HOLDS_LOCK = f"""
SELECT WHERE CASE WHEN pg_catalog.pg_advisory_unlock({LOCK_KEY}) THEN pg_catalog.pg_try_advisory_lock({LOCK_KEY})
                  ELSE false END
"""
"""Finds a row if this session still holds `database_lock`; else the server sends a warning, too."""
_PAUSE, _CANCEL = 0.05, 5.0  # seconds
_HOLDER = """
SELECT activity.pid, activity.application_name
  FROM pg_catalog.pg_locks AS held JOIN pg_catalog.pg_stat_activity AS activity USING (pid)
 WHERE held.locktype = 'advisory' AND held.granted AND held.database = activity.datid AND held.objsubid = 1
   AND (held.classid::bigint << 32 | held.objid::bigint) = %s
"""


def server_message(error: "Error") -> str:
    """Return the message of a driver error in one line, without its full stop and with the SQLSTATE if there is one."""
    message = " ".join((error.diag.message_primary or str(error)).split()).rstrip(".")
    return f"{message} [{error.sqlstate}]" if error.sqlstate else message


def commit(connection: "Connection[Any]") -> None:
    """Commit our transaction. Raises OutcomeUnknown if the connection ends before the server's answer."""
    from psycopg import Error

    try:
        connection.execute("COMMIT")
    except Error as error:
        if not connection.closed:
            raise
        message = f"The connection broke during COMMIT: {server_message(error)}. {COMMIT_UNSEEN}"
        raise OutcomeUnknown(message, hint=HOW_TO_SEE) from None
    except KeyboardInterrupt as interrupt:
        interrupt.add_note(f"{COMMIT_UNSEEN} {HOW_TO_SEE}")
        raise


def roll_back(connection: "Connection[Any]") -> None:
    """Roll back the open transaction, if there is one.

    An interrupt between a message and its answer leaves a connection that takes no other message: it is closed, and
    the server rolls back.
    """
    from psycopg import Error
    from psycopg.pq import TransactionStatus

    if connection.closed:
        return
    if connection.info.transaction_status == TransactionStatus.ACTIVE:
        with suppress(Error):  # without it the server would complete the statement first
            connection.cancel_safe(timeout=_CANCEL)
        connection.close()
    else:
        connection.rollback()


@contextmanager
def reading(target: Target, timeouts: Timeouts = ORDINARY) -> "Iterator[Connection[Any]]":
    """Open a connection in a `snapshot`, which works through a transaction pooler, too.

    Raises DatabaseUnreachable, or TimedOut.
    """
    from psycopg import Error

    with connected(target) as connection, ExitStack() as stack:
        try:
            stack.enter_context(snapshot(connection, timeouts))
        except Error as error:
            raise DatabaseUnreachable(
                f"{target.shown} refuses a read-only transaction: {' '.join(target.clean(str(error)).split())}",
                hint="A pooler in statement mode has no transactions: name the server itself.",
            ) from None
        yield connection


@contextmanager
def snapshot(connection: "Connection[Any]", timeouts: Timeouts = ORDINARY) -> Iterator[None]:
    """Open a read-only transaction that sees one moment, on a connection in autocommit mode. Raises TimedOut."""
    from psycopg import errors

    begin(connection, READ_ONLY, _settings(timeouts))
    try:
        yield
    except (errors.QueryCanceled, errors.LockNotAvailable) as error:
        raise TimedOut(
            f"The database {connection.info.dbname} did not answer in time: {error.diag.message_primary}.",
            hint="See who holds a lock there: SELECT pid, query FROM pg_stat_activity;",
            waited=timeouts.lock_by if isinstance(error, errors.LockNotAvailable) else timeouts.statement_by,
        ) from None
    connection.execute("COMMIT")


def _settings(timeouts: Timeouts) -> dict[str, str]:
    return {"statement_timeout": setting_of(timeouts.longest), "lock_timeout": setting_of(timeouts.lock)}


def begin(connection: "Connection[Any]", opening: str, settings: Mapping[str, str]) -> None:
    """Begin our transaction in one message: `opening` is its BEGIN, then come the pins, then the settings.

    All of them end with the transaction, so that a pooler passes nothing on.
    """
    pins = setting({**LIVE, **settings}, connection.info.server_version, local=True)
    connection.execute(f"{opening}; {pins}".encode())


@contextmanager
def writing(target: Target, *, as_user: bool = False) -> "Iterator[Connection[Any]]":
    """Open a session for our SQL, in autocommit mode. It is its own server session, so it can hold a lock.

    Raises DatabaseUnreachable, or PoolerInTheWay before anything is sent through a transaction pooler.
    """
    from psycopg import Error

    found = known_pooler(target.all_words)
    with ExitStack() as stack:
        if not found:
            connection = stack.enter_context(connected(target, as_user=as_user))
            try:
                found = found_pooler(connection, target)
                if not found:  # once more: a pooler may have ignored the startup packet, which cannot hold all of them
                    pin(connection, LIVE)
            except Error as error:  # a setting of the database may end a session before it has done anything
                settings = "Look at the settings for new sessions of the database and the role: \\drds in psql."
                raise DatabaseUnreachable(
                    f"{target.shown} ended the session at once: {' '.join(target.clean(str(error)).split())}",
                    hint=settings if error.sqlstate else "",
                ) from None
        if found:
            raise PoolerInTheWay(
                f"{target.shown} (from {target.source}) is {found.name}: each transaction may run on another "
                "connection, so the lock that separates two runs would not hold.",
                hint=f"Use {found.instead}.",
            )
        yield connection


@contextmanager
def running(target: Target, timeouts: Timeouts = ORDINARY) -> "Iterator[Connection[Any]]":
    """Open the same as `writing` for the user's SQL: pinned until RESET ALL restores the database's settings.

    So are the timeouts, which are those of our own statements before the first file.
    """
    with writing(target, as_user=True) as connection:
        pin(connection, _settings(timeouts))
        yield connection


@contextmanager
def database_lock(connection: "Connection[Any]", *, seconds: float) -> Iterator[None]:
    """Hold the lock on a connection in autocommit mode. Raises Locked, with its holder, after `seconds` (0: never).

    If the block raises, the session's state is unknown: the caller closes the connection, which releases the lock.
    """
    from psycopg import OperationalError

    deadline = end_of(seconds)
    # It polls: a waiting statement is a transaction, which a CREATE INDEX CONCURRENTLY of the holder would wait for in
    # turn. PostgreSQL resolves such a deadlock by failing one of the two.
    while connection.execute(_LOCK).fetchone() != (True,):
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
        connection.execute(_UNLOCK)

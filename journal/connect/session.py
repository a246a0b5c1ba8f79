"""Three ways to work on the user's database: `reading`, which cannot write; `writing`, which has its own session; and
`running`, whose session runs the user's SQL as well.

Whoever has a connection already reads in a `snapshot` of it. Each transaction of ours begins with its pins.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.connect.opening import pin
from journal.connect.pins import LIVE, setting
from journal.connect.pooler import Pooler, found_pooler, known_pooler
from journal.connect.target import Target, connected, connected_as_user
from journal.errors import DatabaseUnreachable, PoolerInTheWay, TimedOut, Wait

if TYPE_CHECKING:
    from psycopg import Connection, Error

READ_ONLY = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
"""Begins a transaction that sees the database at one moment and cannot write."""


def server_message(error: "Error") -> str:
    """Return the message of a driver error in one line, without its full stop and with the SQLSTATE if there is one."""
    message = " ".join((error.diag.message_primary or str(error)).split()).rstrip(".")
    return f"{message} [{error.sqlstate}]" if error.sqlstate else message


@dataclass(frozen=True)
class Timeouts:
    """How long a statement may take, and how long it may wait for a lock, in seconds; 0 is for ever.

    `statement_by` and `lock_by`: what of a verb's arguments they are, where they are any.
    """

    statement: float = 60.0
    lock: float = 10.0
    statement_by: Wait | None = None
    lock_by: Wait | None = None


ORDINARY = Timeouts()


@contextmanager
def reading(target: Target, timeouts: Timeouts = ORDINARY) -> "Iterator[Connection[Any]]":
    """A connection in a `snapshot` that holds through a transaction pooler, too.

    Raises DatabaseUnreachable, or TimedOut.
    """
    from psycopg import Error  # noqa: PLC0415 - `--help` does not pay for it

    with connected(target) as connection, ExitStack() as stack:
        try:
            stack.enter_context(snapshot(connection, timeouts))
        except Error as error:
            raise DatabaseUnreachable(
                f"{target.shown} gives no transaction that only reads: {' '.join(target.clean(str(error)).split())}",
                hint="A pooler in statement mode cannot: name the server itself.",
            ) from None
        yield connection


@contextmanager
def snapshot(connection: "Connection[Any]", timeouts: Timeouts = ORDINARY) -> Iterator[None]:
    """One transaction that sees one moment, cannot write, and waits for nothing long. Raises TimedOut.

    The connection is in autocommit mode.
    """
    from psycopg import errors  # noqa: PLC0415 - `--help` does not pay for it

    waits = {"statement_timeout": _milliseconds(timeouts.statement), "lock_timeout": _milliseconds(timeouts.lock)}
    begin(connection, READ_ONLY, waits)
    try:
        yield
    except (errors.QueryCanceled, errors.LockNotAvailable) as error:
        raise TimedOut(
            f"The database {connection.info.dbname} did not answer in time: {error.diag.message_primary}.",
            hint="Look who holds a lock there: SELECT pid, query FROM pg_stat_activity;",
            waited=timeouts.lock_by if isinstance(error, errors.LockNotAvailable) else timeouts.statement_by,
        ) from None
    connection.execute("COMMIT")


def begin(connection: "Connection[Any]", opening: str, settings: Mapping[str, str]) -> None:
    """Begin a transaction of ours in one message: `opening` is its BEGIN, then come the pins, then the settings.

    All of it ends with the transaction, so that a pooler hands on nothing.
    """
    pins = setting({**LIVE, **settings}, connection.info.server_version, local=True)
    connection.execute(f"{opening}; {pins}".encode())


def _milliseconds(seconds: float) -> str:
    """0 would be for ever; the shortest wait there is is one millisecond."""
    return f"{max(1, round(seconds * 1000))}ms" if seconds else "0"


@contextmanager
def writing(target: Target) -> "Iterator[Connection[Any]]":
    """A session for SQL of ours, in autocommit mode. It is its own, so that a lock taken in it is held.

    Raises DatabaseUnreachable, or PoolerInTheWay before anything is sent through a transaction pooler.
    """
    with _alone(target, connected(target)) as connection:
        yield connection


@contextmanager
def running(target: Target) -> "Iterator[Connection[Any]]":
    """The same for SQL of the user's as well: it is pinned until RESET ALL gives it what the database has set."""
    with _alone(target, connected_as_user(target)) as connection:
        yield connection


@contextmanager
def _alone(target: Target, session: "AbstractContextManager[Connection[Any]]") -> "Iterator[Connection[Any]]":
    """The pins are sent once more: some are not in the startup packet, and a pooler may have passed over that."""
    known = known_pooler(target.all_words)
    if known:
        raise _refusal(target, known)
    with session as connection:
        with _kept(target):
            found = found_pooler(connection, target)
            if not found:
                pin(connection, LIVE)
        if found:
            raise _refusal(target, found)
        yield connection


@contextmanager
def _kept(target: Target) -> Iterator[None]:
    """What the database has set may end a session of the user's before it has done anything."""
    from psycopg import Error  # noqa: PLC0415 - `--help` does not pay for it

    try:
        yield
    except Error as error:
        raise DatabaseUnreachable(
            f"{target.shown} ended the session at once: {' '.join(target.clean(str(error)).split())}",
            hint="Look what is set for new sessions of the database and the role: \\drds in psql.",
        ) from None


def _refusal(target: Target, pooler: Pooler) -> PoolerInTheWay:
    return PoolerInTheWay(
        f"{target.shown} (from {target.source}) is {pooler.name}: each transaction may run on another connection, so "
        "the lock that keeps two runs apart would not be held.",
        hint=f"Take {pooler.instead}.",
    )

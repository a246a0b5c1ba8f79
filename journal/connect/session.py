"""Two ways to work on the user's database: `reading`, which cannot write, and `writing`, which has its own session.

Whoever has a connection already reads in a `snapshot` of it.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.connect.pooler import Pooler, found_pooler, known_pooler
from journal.connect.target import Target, connected
from journal.errors import DatabaseUnreachable, PoolerInTheWay, TimedOut, Wait

if TYPE_CHECKING:
    from psycopg import Connection


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

    The connection is in autocommit mode. Everything is said inside the transaction, so that a pooler hands on nothing.
    """
    from psycopg import errors, sql  # noqa: PLC0415 - `--help` does not pay for it

    connection.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    for name, seconds in {"statement_timeout": timeouts.statement, "lock_timeout": timeouts.lock}.items():
        # 0 would be for ever; the shortest wait there is is one millisecond.
        value = f"{max(1, round(seconds * 1000))}ms" if seconds else "0"
        connection.execute(sql.SQL("SET LOCAL {} = {}").format(sql.Identifier(name), value))
    try:
        yield
    except (errors.QueryCanceled, errors.LockNotAvailable) as error:
        raise TimedOut(
            f"The database {connection.info.dbname} did not answer in time: {error.diag.message_primary}.",
            hint="Look who holds a lock there: SELECT pid, query FROM pg_stat_activity;",
            waited=timeouts.lock_by if isinstance(error, errors.LockNotAvailable) else timeouts.statement_by,
        ) from None
    connection.execute("COMMIT")


@contextmanager
def writing(target: Target) -> "Iterator[Connection[Any]]":
    """A connection in autocommit mode whose session is its own, so that a lock taken in it is held.

    Raises DatabaseUnreachable, or PoolerInTheWay before anything is sent through a transaction pooler.
    """
    known = known_pooler(target.all_words)
    if known:
        raise _refusal(target, known)
    with connected(target) as connection:
        found = found_pooler(connection, target)
        if found:
            raise _refusal(target, found)
        yield connection


def _refusal(target: Target, pooler: Pooler) -> PoolerInTheWay:
    return PoolerInTheWay(
        f"{target.shown} (from {target.source}) is {pooler.name}: each transaction may run on another connection, so "
        "the lock that keeps two runs apart would not be held.",
        hint=f"Take {pooler.instead}.",
    )

"""One transaction of a backup or a restore, and a sentence for whatever the server says to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from journal.backup.source import BackupRefused
from journal.connect.session import begin as begin_ours
from journal.connect.session import server_message
from journal.errors import Locked, TimedOut, Wait
from journal.ledger.write import WriteRefused
from journal.runner.session import RunTimeouts

if TYPE_CHECKING:
    from psycopg import Connection


@contextmanager
def transaction(connection: "Connection[Any]", patience: RunTimeouts, begin: str) -> Iterator[None]:
    """A transaction that sees every row or fails, on a connection in autocommit mode. `begin` is its first statement.

    No snapshot is taken yet when the block begins, so that what is locked first is then seen as it is. Raises Locked,
    TimedOut, BackupRefused or WriteRefused; nothing is written then.
    """
    with explained(connection):
        waits = {"lock_timeout": patience.lock, "statement_timeout": patience.statement}
        # The pins have row_security off: policies would hide rows without a word, and so they are an error.
        begin_ours(connection, begin, {name: str(_milliseconds(seconds)) for name, seconds in waits.items()})
        yield
        connection.execute("COMMIT")


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000)) if seconds else 0


@contextmanager
def explained(connection: "Connection[Any]") -> Iterator[None]:
    """Roll back whatever fails, and turn what the driver raises into a sentence."""
    from psycopg import Error, errors  # noqa: PLC0415 - `--help` does not pay for it

    try:
        yield
    except errors.LockNotAvailable:
        raise Locked(
            "Another session holds the table; nothing was written.",
            hint="Wait for it to end.",
            waited=Wait.LOCK,
        ) from None
    except errors.QueryCanceled as error:
        raise TimedOut(
            f"The database stopped this: {server_message(error)}. Nothing was written.",
            waited=Wait.STATEMENT,
        ) from None
    except Error as error:
        if "row-level security" in str(error) or "row security" in str(error):
            raise BackupRefused(
                f"Row level security would hide rows from this role: {server_message(error)}. Nothing was written.",
                hint="Connect as the table's owner, or as a role with BYPASSRLS.",
            ) from None
        raise WriteRefused(f"The database stopped this: {server_message(error)}. Nothing was written.") from None
    finally:
        _roll_back(connection)


def _roll_back(connection: "Connection[Any]") -> None:
    """What is still open here was not committed."""
    from psycopg.pq import TransactionStatus  # noqa: PLC0415

    if not connection.closed and connection.info.transaction_status != TransactionStatus.IDLE:
        connection.rollback()

"""The transaction of a backup or a restore, with the server's errors turned into ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from journal.backup.source import BackupRefused
from journal.connect.session import begin as begin_ours
from journal.connect.session import commit, roll_back, server_message
from journal.connect.timeouts import RunTimeouts, setting_of
from journal.errors import Locked, TimedOut, Wait
from journal.ledger.write import WriteRefused

if TYPE_CHECKING:
    from psycopg import Connection


@contextmanager
def transaction(connection: "Connection[Any]", patience: RunTimeouts, begin: str) -> Iterator[None]:
    """Run the block in a transaction that sees every row or fails. `begin` is its first statement.

    The connection is in autocommit mode. No snapshot exists when the block begins, so that a lock comes before what is
    read. Raises Locked, TimedOut, BackupRefused or WriteRefused; nothing is written then.
    Raises OutcomeUnknown.
    """
    with explained(connection):
        waits = {"lock_timeout": setting_of(patience.lock), "statement_timeout": setting_of(patience.statement)}
        # The session pins row_security off, so that policies raise an error and do not hide rows.
        begin_ours(connection, begin, waits)
        yield
        commit(connection)


@contextmanager
def explained(connection: "Connection[Any]") -> Iterator[None]:
    """Roll back a failed block, and raise our error for the driver's."""
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
        roll_back(connection)

"""WRITE. One transaction on the ledger, whole or not at all, and a sentence for whatever the server says to it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from journal.connect.session import server_message
from journal.errors import JournalError, LedgerUnpredictable, Locked, Wait
from journal.ledger.drizzle import LedgerRow, LiveLedger, read_ledger
from journal.ledger.relation import WRITES
from journal.ledger.script import LedgerScript
from journal.project.settings import Ledger

if TYPE_CHECKING:
    from psycopg import Connection


class LedgerChanged(JournalError):
    """The ledger is not as it was when it was read; nothing was written."""

    code = "ledger-changed"


class WriteRefused(JournalError):
    """The server did not do what it was asked for."""

    code = "write-refused"


def write_ledger(
    connection: "Connection[Any]",
    script: LedgerScript,
    ledger: Ledger,
    expected: LiveLedger,
    after: Sequence[LedgerRow],
) -> None:
    """Run the script on a connection in autocommit mode.

    `expected` is the ledger that it was made for, `after` its rows once it is written; their ids may be others.

    Raises LedgerChanged when that is another one by now, LedgerUnpredictable when a trigger, or the like, makes it
    another one, Locked when it cannot be locked in time, WriteRefused. Nothing is written then.
    """
    encoding = connection.info.encoding
    with _rolled_back(connection):
        for text in script.opening:
            connection.execute(text.encode(encoding))
        if read_ledger(connection, ledger, WRITES) != expected:
            raise _changed(ledger)
        for statement in script.changes:
            done = connection.execute(statement.text.encode(encoding))
            if statement.rows is not None and done.rowcount != statement.rows:
                raise _altered(ledger, expected) if expected.shape.odd else _changed(ledger)
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a trigger does at the end, it does now
        if _values(read_ledger(connection, ledger, WRITES).rows) != _values(after):
            raise _altered(ledger, expected)
        with _outcome_unknown():
            connection.execute("COMMIT")


@contextmanager
def ledger_errors() -> Iterator[None]:
    """Turn whatever the driver raises into a sentence."""
    import psycopg  # noqa: PLC0415 - `--help` does not pay for it

    try:
        yield
    except psycopg.errors.LockNotAvailable:
        raise Locked(
            "The ledger is locked by another session, such as a running drizzle-kit migrate.",
            hint="Wait for it to end.",
            waited=Wait.LEDGER,
        ) from None
    except psycopg.Error as error:
        raise WriteRefused(f"The database stopped this: {server_message(error)}. Nothing was written.") from None


@contextmanager
def _rolled_back(connection: "Connection[Any]") -> Iterator[None]:
    try:
        yield
    except BaseException:
        if not connection.closed:
            connection.rollback()
        raise


@contextmanager
def _outcome_unknown() -> Iterator[None]:
    import psycopg  # noqa: PLC0415

    try:
        yield
    except psycopg.OperationalError as error:
        raise WriteRefused(
            f"The connection broke during COMMIT: {server_message(error)}. It is written whole or not at all.",
            hint="See which: journal status",
        ) from None


def _values(rows: Sequence[LedgerRow]) -> "Counter[tuple[object, ...]]":
    return Counter((row.hash, row.created_at, row.name) for row in rows)


def _altered(ledger: Ledger, expected: LiveLedger) -> LedgerUnpredictable:
    why = f"It has {expected.shape.odd[0]}, unlike Drizzle's own." if expected.shape.odd else ""
    return LedgerUnpredictable(
        f"The ledger {ledger.schema}.{ledger.table} did not come out as it was to be; nothing was written.",
        hint=f"{why} Drop what changes or drops its rows, and try again.".strip(),
    )


def _changed(ledger: Ledger) -> LedgerChanged:
    return LedgerChanged(
        f"The ledger {ledger.schema}.{ledger.table} was changed by somebody else meanwhile; nothing was written.",
        hint="Look again at what there is to do, with the same command without --apply.",
    )

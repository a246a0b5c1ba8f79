"""WRITE. One transaction on the ledger, as a whole or not at all, and a sentence for every refusal of the server."""

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
    """The server refused our statement."""

    code = "write-refused"


def write_ledger(
    connection: "Connection[Any]",
    script: LedgerScript,
    ledger: Ledger,
    expected: LiveLedger,
    after: Sequence[LedgerRow],
) -> None:
    """Run the script on a connection in autocommit mode.

    `expected` is the ledger that it was made for, `after` its rows once it is written; their ids may differ.

    Raises LedgerChanged if the ledger is another by now, LedgerUnpredictable if a trigger or the like changes the
    effect, Locked if it cannot be locked in time, WriteRefused. Nothing is written then.
    """
    import psycopg

    try:
        _change(connection, script, ledger, expected)
        if _values(read_ledger(connection, ledger, WRITES).rows) != _values(after):
            raise _altered(ledger, expected)
        try:
            connection.execute("COMMIT")
        except psycopg.OperationalError as error:
            raise WriteRefused(
                f"The connection broke during COMMIT: {server_message(error)}. It is written whole or not at all.",
                hint="See which: journal status",
            ) from None
    finally:
        if not connection.closed:
            connection.rollback()


def _change(connection: "Connection[Any]", script: LedgerScript, ledger: Ledger, expected: LiveLedger) -> None:
    encoding = connection.info.encoding
    for text in script.opening:
        connection.execute(text.encode(encoding))
    if read_ledger(connection, ledger, WRITES) != expected:
        raise _changed(ledger)
    for statement in script.changes:
        done = connection.execute(statement.text.encode(encoding))
        if statement.rows is not None and done.rowcount != statement.rows:
            raise _altered(ledger, expected) if expected.shape.odd else _changed(ledger)
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")  # deferred triggers run now, before the rows are read


@contextmanager
def ledger_errors() -> Iterator[None]:
    """Turn driver errors of a write to the ledger into Locked or WriteRefused."""
    import psycopg

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


def _values(rows: Sequence[LedgerRow]) -> "Counter[tuple[object, ...]]":
    return Counter((row.hash, row.created_at, row.name) for row in rows)


def _altered(ledger: Ledger, expected: LiveLedger) -> LedgerUnpredictable:
    why = f"It has {expected.shape.odd[0]}, unlike Drizzle's own. " if expected.shape.odd else ""
    return LedgerUnpredictable(
        f"The rows of {ledger.schema}.{ledger.table} were not what was written, so nothing was committed.",
        hint=f"{why}Drop what changes or deletes its rows, and try again.",
    )


def _changed(ledger: Ledger) -> LedgerChanged:
    return LedgerChanged(
        f"Another session changed the ledger {ledger.schema}.{ledger.table} in the meantime; nothing was written.",
        hint="Look at the plan again: the same command without --apply.",
    )

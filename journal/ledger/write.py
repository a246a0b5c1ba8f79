"""WRITE. The one transaction that writes a script to a ledger.

What is printed is what is sent; each write is sent in the guard of `connect/write_lock.py`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from journal.connect.relation_safety import WRITES
from journal.connect.session import commit, database_lock, roll_back, server_message, writing
from journal.connect.target import Target, connected
from journal.connect.write_lock import LockedTable, Mode, lock_for_write, look_at_schema
from journal.errors import JournalError, LedgerUnpredictable, Locked, Wait
from journal.ledger.columns import LedgerRow
from journal.ledger.read import LiveLedger, read_ledger
from journal.ledger.scripts import LedgerScript
from journal.project.settings import Ledger

if TYPE_CHECKING:
    from psycopg import Connection


_MODE: Mode = "SHARE ROW EXCLUSIVE"  # as in the script: it has to be a migrate's turn, or ours


class LedgerChanged(JournalError):
    """The ledger is not as it was when it was read; nothing was written."""

    code = "ledger-changed"


class WriteRefused(JournalError):
    """The server refused our statement."""

    code = "write-refused"


class SecondTable(Protocol):
    """Another table that a script writes to, in the same transaction."""

    def require(self, connection: "Connection[Any]", *, written: bool) -> None:
        """Raise if it is not as it was read; or, once it is `written`, not as it has to be then."""


def write_ledger(  # noqa: PLR0913 - a plan, and what it was made for
    connection: "Connection[Any]",
    script: LedgerScript,
    ledger: Ledger,
    expected: LiveLedger,
    after: Sequence[LedgerRow],
    *,
    also: SecondTable | None = None,
) -> None:
    """Run the script on a connection in autocommit mode.

    `expected` is the ledger that it was made for, `after` its rows once it is written; their ids may differ. `also`:
    another table that the script writes to.

    Raises LedgerChanged if the ledger is another by now, LedgerUnpredictable if a trigger or the like changes the
    effect, Locked if it cannot be locked in time, WriteRefused; nothing is written then. Raises OutcomeUnknown.
    """
    with written_at_end(connection, script, ledger, expected, after, also=also):
        pass


@contextmanager
def written_at_end(  # noqa: PLR0913 - a plan, and what it was made for
    connection: "Connection[Any]",
    script: LedgerScript,
    ledger: Ledger,
    expected: LiveLedger,
    after: Sequence[LedgerRow],
    *,
    also: SecondTable | None = None,
) -> Iterator[None]:
    """Do the same, but commit only after the block. An error in it rolls back."""
    try:
        locked = _change(connection, script, ledger, expected, also)
        if _values(read_ledger(connection, ledger, WRITES).rows) != _values(after):
            raise _altered(ledger, expected)
        if also:
            also.require(connection, written=True)
        for table in locked:
            table.require_same_schema()
        yield
        commit(connection)
    finally:
        roll_back(connection)


def _change(
    connection: "Connection[Any]", script: LedgerScript, ledger: Ledger, expected: LiveLedger, also: SecondTable | None
) -> tuple[LockedTable, ...]:
    encoding = connection.info.encoding
    for text in script.opening:
        connection.execute(text.encode(encoding))
    schemas = {schema: look_at_schema(connection, schema) for schema, _ in script.tables}
    locked = dict[tuple[str, str], LockedTable]()
    if read_ledger(connection, ledger, WRITES) != expected:
        raise _changed(ledger)
    if also:
        also.require(connection, written=False)
    for statement in script.changes:
        if statement.table is None:
            connection.execute(statement.text.encode(encoding))
            continue
        schema, _ = statement.table
        if statement.table not in locked:  # one that is created here is locked after that
            locked[statement.table] = lock_for_write(connection, *statement.table, _MODE, since=schemas[schema])
        table = locked[statement.table]
        if statement.rows is None:
            table.copy(statement.text)
        elif table.write(statement.text) != statement.rows:
            raise _altered(ledger, expected) if expected.shape.odd else _changed(ledger)
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")  # deferred triggers run now, before the rows are read
    return tuple(locked.values())


@contextmanager
def ledger_session(target: Target, ledger_lock_timeout: float, *, write: bool) -> "Iterator[Connection[Any]]":
    """Open a session; to `write`, hold our lock in it from before the first read to after the last write.

    Raises Locked, or WriteRefused for a driver error.
    """
    import psycopg

    try:
        with ExitStack() as stack:
            connection = stack.enter_context((writing if write else connected)(target))
            if write:
                stack.enter_context(database_lock(connection, seconds=ledger_lock_timeout))
            yield connection
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
        hint="Look at the plan again: the same command with --dry-run.",
    )

"""The ledgers of the database that was named, for commands that read one only where it is at hand."""

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from journal.connect.session import reading
from journal.connect.target import Target, target_of
from journal.connect.variables import VARIABLES
from journal.dataclass import dataclass
from journal.errors import JournalError, Note
from journal.ledger.columns import LedgerRow
from journal.ledger.manual_table import ManualTable, read_manual_table
from journal.ledger.read import read_ledger
from journal.project.manual_ledger import ManualLedger
from journal.project.settings import Ledger

if TYPE_CHECKING:
    from psycopg import Connection


@dataclass(frozen=True)
class LedgerAtHand:
    """The rows, and the database as it may be shown. `notes`: why the ledger could not be read."""

    rows: Sequence[LedgerRow] = ()
    shown: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class ManualTableAtHand:
    """The manual ledger, None without one, and the database as it may be shown. `notes`: why it was not read."""

    table: ManualTable | None = None
    shown: str = ""
    notes: tuple[Note, ...] = ()

    def recorded(self, tag: str) -> str | None:
        """Return what says that the database has run a file by hand, as a clause, or None."""
        record = self.table.find(tag) if self.table else None
        if record is None:
            return None
        when = f" since {record.moment:%Y-%m-%d}" if record.moment else ""
        return f"{self.table} of {self.shown} has it{when}"


def ledger_at_hand(ledger: Ledger, named: Target | None = None) -> LedgerAtHand:
    """Read Drizzle's ledger there, in a transaction that cannot write."""
    rows, shown, notes = _at_hand(lambda connection: read_ledger(connection, ledger).rows, named)
    return LedgerAtHand(rows or (), shown, notes)


def manual_table_at_hand(ledger: ManualLedger, named: Target | None = None) -> ManualTableAtHand:
    """Read the manual ledger there, in a transaction that cannot write."""
    return ManualTableAtHand(*_at_hand(lambda connection: read_manual_table(connection, ledger), named))


_Read = TypeVar("_Read")


def _at_hand(
    read: "Callable[[Connection[Any]], _Read]", named: Target | None
) -> tuple[_Read | None, str, tuple[Note, ...]]:
    """Read the database that the user named, else the one in DATABASE_URL or POSTGRES_URL of the process.

    Return what was read, its name, and why it could not be read: an error where the user named it. Files of the project
    are not asked for a database: their author would choose the server that gets PGPASSWORD.
    """
    if named:
        with reading(named) as connection:
            return read(connection), named.shown, ()
    name = next((name for name in VARIABLES if os.environ.get(name, "").strip()), None)
    if name is None:
        return None, "", ()
    try:
        target = target_of(os.environ[name], name)
        with reading(target) as connection:
            return read(connection), target.shown, ()
    except JournalError as error:
        message = f"The ledger of the database in {name} was not compared: {error.message}"
        return None, "", (Note("ledger-not-read", message, error.hint),)

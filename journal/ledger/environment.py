"""The ledger of the database that the environment names, for commands that use a database only where one is at hand."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from journal.connect.session import reading
from journal.connect.target import target_of
from journal.connect.variables import VARIABLES
from journal.errors import JournalError, Note
from journal.ledger.columns import LedgerRow
from journal.ledger.read import read_ledger
from journal.project.settings import Ledger


@dataclass(frozen=True)
class LedgerAtHand:
    """The rows, and the database as it may be shown. `notes`: why the ledger could not be read."""

    rows: Sequence[LedgerRow] = ()
    shown: str = ""
    notes: tuple[Note, ...] = ()


def ledger_at_hand(ledger: Ledger) -> LedgerAtHand:
    """Read the ledger of DATABASE_URL or POSTGRES_URL, in a transaction that cannot write.

    Files of the project are not asked for a database: their author would choose the server that gets PGPASSWORD.
    """
    name = next((name for name in VARIABLES if os.environ.get(name, "").strip()), None)
    if name is None:
        return LedgerAtHand()
    try:
        target = target_of(os.environ[name], name)
        with reading(target) as connection:
            return LedgerAtHand(read_ledger(connection, ledger).rows, target.shown)
    except JournalError as error:
        message = f"The ledger of the database in {name} was not compared: {error.message}"
        return LedgerAtHand(notes=(Note("ledger-not-read", message, error.hint),))

"""The change of a ledger when its folder gets the layout of another generation of Drizzle."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from journal.dataclass import dataclass
from journal.ledger.columns import LedgerRow
from journal.ledger.read import LiveLedger
from journal.ledger.rehash import Rehash
from journal.ledger.scripts import LedgerPlace, LedgerStatement
from journal.ledger.write import LedgerChanged

if TYPE_CHECKING:
    from psycopg import Connection


@dataclass(frozen=True)
class LedgerConversion:
    """The change of a ledger's columns. `after`: its rows then. `done` begins with a copy of the table."""

    after: tuple[LedgerRow, ...]
    done: tuple[LedgerStatement, ...]
    undone: tuple[LedgerStatement, ...] = ()


@dataclass(frozen=True)
class LedgerState:
    """A ledger that was read, in a session with its database. `backup`: a free name for a copy of it.

    `rehash`: the rows that get other hashes. `new`: the rows to stamp, each with its tag.
    """

    connection: "Connection[Any]"
    shown: str
    place: LedgerPlace
    ledger: LiveLedger
    backup: str
    rehash: Rehash
    new: tuple[tuple[str, LedgerRow], ...] = ()


Converting = Callable[[LedgerState], LedgerConversion | None]
"""Return the conversion of a ledger, or None where it has to stay as it is. Raises LedgerChanged."""


def not_as_planned(shown: str) -> LedgerChanged:
    """Return the error for a database, as it is shown, that has changed since it was looked at."""
    return LedgerChanged(
        f"{shown} is not as it was when it was looked at; nothing was written.",
        hint="Look at the plan again: the same command with --dry-run.",
    )

"""DECIDE whether the rows of a ledger can be told apart, and written to. Pure."""

from collections import Counter

from journal.errors import LedgerUnpredictable, LedgerUnusable
from journal.ledger.drizzle import LiveLedger
from journal.project.settings import Ledger

_TYPES = {
    "created_at": ("bigint",), "hash": ("text", "character varying"), "name": ("text", "character varying"),
}  # fmt: skip


def require_identifiable_rows(ledger: Ledger, found: LiveLedger) -> None:
    """Raise LedgerUnusable or LedgerUnpredictable where a row cannot be named by its id and its values."""
    for id_, count in Counter(row.id for row in found.rows).items():
        if id_ is None or count > 1:
            what = "a row without an id" if id_ is None else f"{count} rows with the id {id_}"
            raise LedgerUnusable(
                f"The ledger {ledger.schema}.{ledger.table} has {what}.",
                hint="Drizzle's own table has a primary key there; give each row an id of its own.",
            )
    for column in found.shape.columns:
        if column.type not in _TYPES.get(column.name, (column.type,)):
            raise _unlike(ledger, f"the column {column.name} of the type {column.type}")


def require_writable(ledger: Ledger, found: LiveLedger) -> None:
    """The same, and for a column that the server computes. What else is in the way shows after the write."""
    require_identifiable_rows(ledger, found)
    for column in found.shape.columns:
        if column.fixed and column.name in _TYPES:
            raise _unlike(ledger, f"the column {column.name}, which the server computes")


def _unlike(ledger: Ledger, what: str) -> LedgerUnpredictable:
    return LedgerUnpredictable(
        f"The ledger {ledger.schema}.{ledger.table} has {what}, unlike Drizzle's own: nothing is written to it.",
        hint="Make it as Drizzle does: (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint).",
    )

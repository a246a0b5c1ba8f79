"""Read the rows that a replay stored in Drizzle's ledger: the captured side of parity."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.connect.session import server_message
from journal.errors import LedgerUnusable
from journal.project.settings import Ledger

if TYPE_CHECKING:
    from psycopg import Connection


@dataclass(frozen=True)
class CapturedRow:
    """One row of `drizzle.__drizzle_migrations`; `created_at` is the entry's `when`, in milliseconds."""

    id: int
    hash: str
    created_at: int | None


def capture(connection: "Connection[Any]", ledger: Ledger) -> tuple[CapturedRow, ...]:
    """Return all rows of the ledger in the order of insertion. Raises LedgerUnusable."""
    import psycopg  # noqa: PLC0415 - the server boots meanwhile
    from psycopg import sql  # noqa: PLC0415

    table = sql.Identifier(ledger.schema, ledger.table)
    query = sql.SQL("SELECT id, hash, created_at FROM {} ORDER BY id").format(table)
    try:
        rows = connection.execute(query).fetchall()
    except psycopg.Error as error:
        raise LedgerUnusable(
            f"After the replay, Drizzle's ledger {ledger.schema}.{ledger.table} cannot be read: "
            f"{server_message(error)}.",
            hint="Does a migration change that table? Drizzle could not continue after it either.",
        ) from None
    return tuple(CapturedRow(*row) for row in rows)

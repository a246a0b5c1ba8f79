"""What the database stored in Drizzle's ledger: the captured side of parity."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.folder.config import Ledger

if TYPE_CHECKING:
    from psycopg import Connection


@dataclass(frozen=True)
class CapturedRow:
    """One row of `drizzle.__drizzle_migrations`; `created_at` is the entry's `when`, in milliseconds."""

    id: int
    hash: str
    created_at: int | None


def capture(connection: "Connection[Any]", ledger: Ledger) -> tuple[CapturedRow, ...]:
    """All rows of the ledger, in the order in which they were written."""
    from psycopg import sql  # noqa: PLC0415 - the server boots meanwhile

    table = sql.Identifier(ledger.schema, ledger.table)
    rows = connection.execute(sql.SQL("SELECT id, hash, created_at FROM {} ORDER BY id").format(table)).fetchall()
    return tuple(CapturedRow(*row) for row in rows)

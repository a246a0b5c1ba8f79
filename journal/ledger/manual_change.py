"""What each change of the manual ledger shares: its lock and copy in a script, and the look at its rows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import quoted
from journal.connect.relation_safety import WRITES
from journal.errors import LedgerUnpredictable
from journal.ledger.backup_name import MANUAL_COPY
from journal.ledger.manual_table import ManualRow, ManualTable, read_manual_table
from journal.ledger.scripts import LedgerScript, LedgerStatement, copy_statement, literal
from journal.ledger.write import LedgerChanged
from journal.project.manual_ledger import ManualLedger

if TYPE_CHECKING:
    from psycopg import Connection

_LOCK = "LOCK TABLE ONLY {} IN SHARE ROW EXCLUSIVE MODE"
_COMMENT = "COMMENT ON TABLE {} IS {}"
Scripts = tuple[LedgerScript, LedgerScript]
"""A script, and the one that undoes it."""


def with_manual_change(
    scripts: Scripts,
    table: ManualTable,
    backup: str,
    changes: Iterable[LedgerStatement],
    undone: Iterable[LedgerStatement],
) -> Scripts:
    """Add the table to both scripts: its lock, its copy named `backup`, and the changes; and what undoes them."""
    script, undo = scripts
    words = table.schema, table.table
    lock = _LOCK.format(quoted(*words))
    marked = LedgerStatement(_COMMENT.format(quoted(table.schema, backup), literal(MANUAL_COPY)))
    return (
        replace(
            script,
            opening=(*script.opening, lock),
            changes=(*script.changes, copy_statement(words, backup), marked, *changes),
        ),
        replace(undo, opening=(*undo.opening, lock), changes=(*undone, *undo.changes)),
    )


def require_rows(
    connection: "Connection[Any]", table: ManualTable, rows: "Counter[ManualRow]", *, written: bool
) -> None:
    """Raise LedgerChanged unless the table has these rows; or, once it is `written`, LedgerUnpredictable."""
    found = read_manual_table(connection, ManualLedger(table.schema, table.table, table.columns), WRITES)
    if found and (found.oid, Counter(found.rows)) == (table.oid, rows):
        return
    if written:
        raise LedgerUnpredictable(
            f"The rows of {table} were not what was written, so nothing was committed.",
            hint="Drop what changes its rows or keeps them, and try again.",
        )
    raise LedgerChanged(
        f"Another session changed the ledger {table} in the meantime; nothing was written.",
        hint="Look at the plan again: the same command with --dry-run.",
    )

"""The rows of the manual ledger that are removed with those of Drizzle's: copied first, looked at before and after."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import quoted
from journal.connect.relation_safety import WRITES, check_relation
from journal.dataclass import dataclass
from journal.folder.read import Folder
from journal.ledger.manual_change import require_rows, with_manual_change
from journal.ledger.manual_table import ManualRow, ManualTable, plain_name
from journal.ledger.scripts import LedgerScript, LedgerStatement, literal

if TYPE_CHECKING:
    from psycopg import Connection

_DELETE = "DELETE FROM {} WHERE {} = {}"
_UNDO = "INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {copy} WHERE {name} = {value}"
_COLUMNS = """
SELECT attname::text FROM pg_catalog.pg_attribute
 WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""


@dataclass(frozen=True)
class ManualRemoval:
    """The rows to remove, each with its tag. `columns`: what an INSERT can set; `backup`: the name of the copy."""

    table: ManualTable
    rows: tuple[tuple[str, ManualRow], ...]
    columns: tuple[str, ...]
    backup: str

    @property
    def copy(self) -> str:
        """Where the copy is, for people."""
        return f"{self.table.schema}.{self.backup}"

    def added_to(self, script: LedgerScript, undo: LedgerScript) -> tuple[LedgerScript, LedgerScript]:
        """Return both scripts with this table as well: the lock, the copy and the removal; and its undo."""
        words = self.table.schema, self.table.table
        copy = quoted(self.table.schema, self.backup)
        counts = Counter(row.name for _, row in self.rows)
        deletes = (LedgerStatement(self._delete(name), count, words) for name, count in counts.items())
        undone = tuple(LedgerStatement(self._undo(name, copy), count, words) for name, count in counts.items())
        return with_manual_change((script, undo), self.table, self.backup, deletes, undone)

    def _delete(self, name: str) -> str:
        table, column = quoted(self.table.schema, self.table.table), quoted(self.table.columns["name"])
        return _DELETE.format(table, column, literal(name))

    def _undo(self, name: str, copy: str) -> str:
        columns, table = ", ".join(map(quoted, self.columns)), quoted(self.table.schema, self.table.table)
        column = quoted(self.table.columns["name"])
        return _UNDO.format(table=table, columns=columns, copy=copy, name=column, value=literal(name))

    def require(self, connection: "Connection[Any]", *, written: bool) -> None:
        """Raise LedgerChanged unless the rows are as they were read, or LedgerUnpredictable as they have to be then."""
        removed = Counter(row for _, row in self.rows) if written else Counter()
        require_rows(connection, self.table, Counter(self.table.rows) - removed, written=written)


def plan_removal(
    connection: "Connection[Any]", folder: Folder, table: ManualTable | None, tags: Sequence[str], backup: str
) -> ManualRemoval | None:
    """Return the rows of these tags, or None without one that can be removed. Raises RelationUnsafe."""
    if table is None or not (rows := removable_rows(folder, table, tags)):
        return None
    check_relation(connection, table.schema, table.table, WRITES)
    columns = tuple(name for (name,) in connection.execute(_COLUMNS, (table.oid,)).fetchall())
    return ManualRemoval(table, rows, columns, backup)


def removable_rows(folder: Folder, table: ManualTable, tags: Sequence[str]) -> tuple[tuple[str, ManualRow], ...]:
    """Return the rows that record one of these tags and nothing else, in every spelling."""
    return tuple((tag, row) for tag in tags if not why_kept(folder, table, tags, tag) for row in table.find_all(tag))


def why_kept(folder: Folder, table: ManualTable, tags: Sequence[str], tag: str) -> str:
    """Return why the rows of a tag have to stay, or an empty string."""
    if not table.is_table:
        return f"{table} is not a table, so it cannot be locked and copied"
    if not table.by_number:
        return ""
    mine = {row.name for row in table.find_all(tag)}
    others = [one.tag for one in folder.forwards if one.tag not in tags and plain_name(one.tag) != plain_name(tag)]
    for other in others:
        if shared := mine & {row.name for row in table.find_all(other)}:
            return f"its row {min(shared)} stands for {other} as well"
    return ""

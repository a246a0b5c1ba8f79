"""The rows that record a file by its hash, and get the hash of its new bytes: in both ledgers, in one transaction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import quoted
from journal.connect.relation_safety import WRITES
from journal.dataclass import dataclass
from journal.errors import LedgerUnpredictable
from journal.ledger.backup_name import MANUAL_COPY
from journal.ledger.identify import identify
from journal.ledger.manual_table import ManualRow, ManualTable, read_manual_table
from journal.ledger.predict import LocalMigration
from journal.ledger.read import LiveLedger
from journal.ledger.scripts import LedgerScript, LedgerStatement, RowChange, copy_statement, literal
from journal.ledger.write import LedgerChanged
from journal.project.manual_ledger import ManualLedger

if TYPE_CHECKING:
    from psycopg import Connection

_LOCK = "LOCK TABLE ONLY {} IN SHARE ROW EXCLUSIVE MODE"
_COMMENT = "COMMENT ON TABLE {} IS {}"
_UPDATE = "UPDATE {table} SET {hash} = {new} WHERE {name} = {value} AND {hash} = {old}"


@dataclass(frozen=True)
class HashChange:
    """A file whose bytes change: its tag in the journal, the tag by which it was run, and both hashes."""

    tag: str
    ran_as: str
    old: str
    new: str

    @property
    def reverse(self) -> "HashChange":
        """Return the change back."""
        return replace(self, old=self.new, new=self.old)


@dataclass(frozen=True)
class ManualRehash:
    """The rows of the manual ledger to change, each with its change. `backup`: the name of the copy."""

    table: ManualTable
    rows: tuple[tuple[HashChange, ManualRow], ...]
    backup: str = ""

    def added_to(self, script: LedgerScript, undo: LedgerScript) -> tuple[LedgerScript, LedgerScript]:
        """Return both scripts with this table as well: the lock, the copy and the changes; and their undo."""
        words = self.table.schema, self.table.table
        copy, lock = quoted(self.table.schema, self.backup), _LOCK.format(quoted(*words))
        counts = Counter((row.name, change.old, change.new) for change, row in self.rows)
        done = (self._update(name, old, new, count) for (name, old, new), count in counts.items())
        undone = (self._update(name, new, old, count) for (name, old, new), count in counts.items())
        marked = LedgerStatement(_COMMENT.format(copy, literal(MANUAL_COPY)))
        changes = (*script.changes, copy_statement(words, self.backup), marked, *done)
        return (
            replace(script, opening=(*script.opening, lock), changes=changes),
            replace(undo, opening=(*undo.opening, lock), changes=(*undone, *undo.changes)),
        )

    def _update(self, name: str, old: str, new: str, count: int) -> LedgerStatement:
        table, columns = (self.table.schema, self.table.table), self.table.columns
        text = _UPDATE.format(
            table=quoted(*table), hash=quoted(columns["hash"]), name=quoted(columns["name"]),
            value=literal(name), old=literal(old), new=literal(new),
        )  # fmt: skip
        return LedgerStatement(text, count, table)

    def require(self, connection: "Connection[Any]", *, written: bool) -> None:
        """Raise LedgerChanged unless the rows are as they were read, or LedgerUnpredictable as they have to be then."""
        place = ManualLedger(self.table.schema, self.table.table, self.table.columns)
        found, wanted = read_manual_table(connection, place, WRITES), Counter(self.table.rows)
        if written:
            wanted -= Counter(row for _, row in self.rows)
            wanted += Counter(replace(row, hash=change.new) for change, row in self.rows)
        if found and (found.oid, Counter(found.rows)) == (self.table.oid, wanted):
            return
        if written:
            raise LedgerUnpredictable(
                f"The rows of {self.table} were not what was written, so nothing was committed.",
                hint="Drop what changes its rows or keeps them, and try again.",
            )
        raise LedgerChanged(
            f"Another session changed the ledger {self.table} in the meantime; nothing was written.",
            hint="Look at the plan again: the same command with --dry-run.",
        )


@dataclass(frozen=True)
class Rehash:
    """The rows of one database that get another hash. `refused`: why they cannot, or empty."""

    rows: tuple[RowChange, ...] = ()
    manual: ManualRehash | None = None
    refused: str = ""

    @property
    def count(self) -> int:
        """Return the number of rows in both ledgers."""
        return len(self.rows) + (len(self.manual.rows) if self.manual else 0)

    def applied(self, ledger: LiveLedger) -> LiveLedger:
        """Return Drizzle's ledger with the new hashes."""
        after = {change.before: change.after for change in self.rows}
        rows = tuple(after.get(row) or row for row in ledger.rows)
        first = after.get(ledger.first) or ledger.first if ledger.first else None
        return replace(ledger, rows=rows, first=first)


NOTHING_REHASHED = Rehash()


def plan_rehash(
    migrations: Sequence[LocalMigration], ledger: LiveLedger, manual: ManualTable | None, changes: Sequence[HashChange]
) -> Rehash:
    """Return the rows that have exactly the old hash of a file, and record it and no other. Pure.

    `migrations` are those of the journal; the hashes of changed files may be the old or the new ones.
    """
    if not changes:
        return NOTHING_REHASHED
    by_tag = {change.tag: change for change in changes}
    before = [replace(one, hash=by_tag[one.tag].old) if one.tag in by_tag else one for one in migrations]
    rows = tuple(
        RowChange(found.row, replace(found.row, hash=change.new), change.tag)
        for found in identify(before, {}, ledger)
        if found.local and (change := by_tag.get(found.local.tag)) and found.row.hash == change.old
    )
    named = [
        (change, row) for change in changes for row in (manual.find_all(change.ran_as) if manual else ())
        if row.hash == change.old
    ]  # fmt: skip
    if not manual or not named:
        return Rehash(rows)
    refused = "" if manual.is_table else f"{manual} is not a table, so it cannot be locked and copied."
    return Rehash(rows, ManualRehash(manual, tuple(named)), refused)

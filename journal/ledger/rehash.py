"""The rows that follow a change of files, in both ledgers in one transaction.

A file with other bytes has another hash, in both ledgers. A renamed file has another name, in the manual ledger.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import quoted
from journal.dataclass import dataclass
from journal.ledger.identify import identify
from journal.ledger.manual_change import require_rows, with_manual_change
from journal.ledger.manual_table import ManualRow, ManualTable, number_of, plain_name
from journal.ledger.predict import LocalMigration
from journal.ledger.read import LiveLedger
from journal.ledger.renamed_rows import NameChanges, RenamedRows, renamed_rows
from journal.ledger.scripts import LedgerScript, LedgerStatement, RowChange, literal

if TYPE_CHECKING:
    from psycopg import Connection

_SET_HASH = "UPDATE {table} SET {hash} = {new} WHERE {name} = {value} AND {hash} = {old}"
_SET_NAME = "UPDATE {table} SET {name} = {new} WHERE {name} = {old}"


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
class FileChanges:
    """What changes of files, and rows follow: hashes and names."""

    hashes: tuple[HashChange, ...] = ()
    names: NameChanges = field(default_factory=NameChanges)

    def __bool__(self) -> bool:
        return bool(self.hashes or self.names.tags)

    @property
    def what(self) -> str:
        """Return what changes of the rows: `hashes`, `names` or `names and hashes`."""
        return " and ".join(word for word, is_so in (("names", self.names.tags), ("hashes", self.hashes)) if is_so)

    @property
    def reverse(self) -> "FileChanges":
        """Return the changes back."""
        return FileChanges(tuple(change.reverse for change in self.hashes), self.names.reverse)


@dataclass(frozen=True)
class ManualRehash:
    """The rows of the manual ledger to change, before and after. `backup`: the name of the copy."""

    table: ManualTable
    rows: tuple[tuple[ManualRow, ManualRow], ...]
    renamed: RenamedRows = field(default_factory=RenamedRows)
    backup: str = ""

    @property
    def with_other_hash(self) -> tuple[tuple[ManualRow, ManualRow], ...]:
        """Return the rows that get another hash."""
        return tuple((before, after) for before, after in self.rows if before.hash != after.hash)

    @property
    def with_other_name(self) -> tuple[tuple[ManualRow, ManualRow], ...]:
        """Return the rows that get another name."""
        return tuple((before, after) for before, after in self.rows if before.name != after.name)

    def added_to(self, script: LedgerScript, undo: LedgerScript) -> tuple[LedgerScript, LedgerScript]:
        """Return both scripts with this table as well: the lock, the copy and the changes; and their undo."""
        hashes = Counter((before.name, before.hash, after.hash) for before, after in self.with_other_hash)
        names = Counter(before.name for before, _ in self.with_other_name)
        origin, steps = dict[str, str](), list[tuple[str, str, int]]()
        for old, new in self.renamed.steps():  # with a name in between, where they change in a circle
            origin[new] = origin.get(old, old)
            steps.append((old, new, names[origin[new]]))
        done = [self._set_hash(name, old, new, count) for (name, old, new), count in hashes.items()]
        done += [self._set_name(old, new, count) for old, new, count in steps]
        undone = [self._set_name(new, old, count) for old, new, count in reversed(steps)]
        undone += [self._set_hash(name, new, old, count) for (name, old, new), count in hashes.items()]
        return with_manual_change((script, undo), self.table, self.backup, done, undone)

    def _set_hash(self, name: str, old: str | None, new: str | None, count: int) -> LedgerStatement:
        columns = {meaning: quoted(column) for meaning, column in self.table.columns.items()}
        values = {"value": literal(name), "old": literal(old), "new": literal(new)}
        return self._statement(_SET_HASH, count, name=columns["name"], hash=columns["hash"], **values)

    def _set_name(self, old: str, new: str, count: int) -> LedgerStatement:
        column = quoted(self.table.columns["name"])
        return self._statement(_SET_NAME, count, name=column, old=literal(old), new=literal(new))

    def _statement(self, text: str, count: int, **words: str) -> LedgerStatement:
        table = self.table.schema, self.table.table
        return LedgerStatement(text.format(table=quoted(*table), **words), count, table)

    def require(self, connection: "Connection[Any]", *, written: bool) -> None:
        """Raise LedgerChanged unless the rows are as they were read, or LedgerUnpredictable as they have to be then."""
        wanted = Counter(self.table.rows)
        if written:
            wanted -= Counter(before for before, _ in self.rows)
            wanted += Counter(after for _, after in self.rows)
        require_rows(connection, self.table, wanted, written=written)


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
    migrations: Sequence[LocalMigration], ledger: LiveLedger, manual: ManualTable | None, changes: FileChanges
) -> Rehash:
    """Return the rows that have exactly the old hash or the old name of a file, and record it and no other. Pure.

    `migrations` are those of the journal; the hashes of changed files may be the old or the new ones.
    """
    by_tag = {change.tag: change for change in changes.hashes}
    before = [replace(one, hash=by_tag[one.tag].old) if one.tag in by_tag else one for one in migrations]
    rows = tuple(
        RowChange(found.row, replace(found.row, hash=change.new), change.tag)
        for found in (identify(before, {}, ledger) if by_tag else ())
        if found.local and (change := by_tag.get(found.local.tag)) and found.row.hash == change.old
    )
    renamed = renamed_rows(manual, changes.names) if manual else RenamedRows()
    changed = _changed_rows(manual, changes.hashes, renamed) if manual else ()
    if not manual or not (changed or renamed.refused):
        return Rehash(rows)
    refused = renamed.refused if manual.is_table else f"{manual} is not a table, so it cannot be locked and copied."
    return Rehash(rows, ManualRehash(manual, changed, renamed), refused)


def _changed_rows(
    manual: ManualTable, changes: Sequence[HashChange], renamed: RenamedRows
) -> tuple[tuple[ManualRow, ManualRow], ...]:
    """Return the rows to change, each as it is and as it will be; a file is known by its name before and after."""
    by_name: dict[str, list[HashChange]] = {}
    for change in changes:
        plain = {plain_name(change.tag), plain_name(change.ran_as)}
        for name in plain | ({number_of(one) for one in plain} if manual.by_number else set()):
            by_name.setdefault(name, []).append(change)
    found = list[tuple[ManualRow, ManualRow]]()
    for row in manual.rows:
        name = renamed.after(row)
        known = (*by_name.get(plain_name(row.name), ()), *by_name.get(plain_name(name), ()))
        hash_ = next((one.new for one in known if one.old == row.hash), row.hash)
        after = replace(row, name=name, hash=hash_)
        found += [(row, after)] if after != row else []
    return tuple(found)

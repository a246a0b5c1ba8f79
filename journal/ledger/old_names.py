"""The rows of the manual ledger that `drizzle-kit up` left under the names of 0.x, and the folders that they mean.

`0001_invoices` becomes `20250101000002_invoices`: what follows the prefix stays, and so do the bytes of the SQL.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from journal.errors import JournalError, Note, Place, Severity
from journal.folder.hashing import fits_hash
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.ledger.manual_table import ManualTable, number_of, plain_name

_OLD_NAME = "old-name-unsure"


class OldNameUnsure(JournalError):
    """A row of the manual ledger has a name of 0.x that may be that of a pending folder of drizzle 1.0."""

    code = _OLD_NAME


def with_old_names(table: ManualTable | None, folder: Folder) -> ManualTable | None:
    """Return the table that finds a folder of 1.0 by the name of its row from before the upgrade, too.

    A row is that of a folder if it has the same words after its prefix, and the hash of the SQL. Without a hash, the
    prefix has to be digits, and no other row or folder may have the words. `unsure` are the rows that may be those of
    a folder which has none.
    """
    if table is None or not folder.is_version_1 or not table.records:
        return table
    tags = {one.tag for one in folder.forwards}
    new = [one for one in folder.forwards if not table.find(one.tag)]
    known = {*tags, *(number_of(tag) for tag in tags if table.by_number)}
    old = [name for name in table.records if name not in known]
    found = dict[str, str]()
    unsure = dict[str, tuple[str, ...]]()
    for files, names in _groups(table, new, old):
        sure, left = _by_hash(table, files, names)
        rest = [name for name in names if name not in sure.values()]
        if len(left) == len(files) == len(rest) == 1 and not table.by_number and rest[0].partition("_")[0].isdigit():
            sure, left = {left[0].tag: rest[0]}, []  # a row with another hash is found to be edited
        found |= sure
        unsure |= {one.tag: tuple(rest) for one in left if rest}
    return replace(table, old_names=found, unsure=unsure)


def _groups(
    table: ManualTable, new: Sequence[Migration], old: Sequence[str]
) -> Iterator[tuple[list[Migration], list[str]]]:
    """Yield the folders and the rows that have the same words; a table that keeps numbers alone has one group."""
    files, names = defaultdict[str, list[Migration]](list), defaultdict[str, list[str]](list)
    for migration in new:
        files["" if table.by_number else migration.tag.partition("_")[2]].append(migration)
    for name in old:
        names["" if table.by_number else plain_name(name).partition("_")[2]].append(name)
    yield from ((files[words], names[words]) for words in files if words in names)


def _by_hash(
    table: ManualTable, files: Sequence[Migration], names: Sequence[str]
) -> tuple[dict[str, str], list[Migration]]:
    """Return the row of each folder whose SQL has the hash of one row alone, and the folders that have no such row."""
    fitting = {one.tag: [name for name in names if fits_hash(table.records[name].hash or "", one.raw)] for one in files}
    sure = {
        tag: rows[0]
        for tag, rows in fitting.items()
        if len(rows) == 1 and sum(rows[0] in others for others in fitting.values()) == 1
    }
    return sure, [one for one in files if one.tag not in sure]


def refuse_unsure(folder: Folder, table: ManualTable | None, pending: Iterable[Migration]) -> None:
    """Raise OldNameUnsure for the first pending folder that may have run under its old name."""
    for migration in pending:
        if table and migration.tag in table.unsure:
            note = _unsure(folder, table, migration)
            raise OldNameUnsure(f"{note.message} Nothing ran.", hint=note.help, place=note.place)


def old_name_notes(folder: Folder, table: ManualTable | None) -> Iterator[Note]:
    """Yield an error for each folder that may have run under its old name."""
    if table and table.unsure:
        yield from (_unsure(folder, table, one) for one in folder.forwards if one.tag in table.unsure)


def _unsure(folder: Folder, table: ManualTable, migration: Migration) -> Note:
    rows, command = table.unsure[migration.tag], folder.settings.command
    message = f"{table} has no row for {migration.tag}, but has {', '.join(rows[:3])}{' …' if len(rows) > 3 else ''} "
    message += "from before the upgrade, and whether that is its row is not known."
    help_ = f"If it has run: {command('run', '--record-only', migration.tag)}. If not: "
    help_ += command("run", "--only", migration.tag)
    return Note(_OLD_NAME, message, help_, Place(migration.path), Severity.ERROR)

"""A database that has a part of what a squashed file replaces: the file cannot run there, and has not run. Pure."""

from collections.abc import Collection, Iterator

from journal.errors import JournalError, Note, Place, Severity
from journal.folder.read import Folder
from journal.folder.squashed_file import squash_line
from journal.ledger.manual_table import ManualTable

_CODE = "behind-squash"
_SHOWN = 3


class BehindSquash(JournalError):
    """A database has migrations from before a squashed file, and not that one."""

    code = _CODE
    exit_code = 1


def refuse_behind_squash(folder: Folder, table: ManualTable | None, recorded: Collection[str]) -> None:
    """Raise BehindSquash for a squashed file that is not `recorded`, where the manual ledger has rows from before."""
    for note in behind_squash_notes(folder, table, recorded):
        raise BehindSquash(f"{note.message} Nothing ran.", hint=note.help, place=note.place)


def behind_squash_notes(folder: Folder, table: ManualTable | None, recorded: Collection[str]) -> Iterator[Note]:
    """Yield an error for such a file. A row is one of before if no file of the folder has its name."""
    if table is None or not table.rows:
        return
    known = {row for one in folder.by_tag.values() for row in table.find_all(one.record_name)}
    gone = [row.name for row in table.rows if row not in known]
    for migration in folder.forwards:
        line = squash_line(migration)
        if line is None or not gone or migration.tag in recorded or table.has(migration.record_name):
            continue
        names = ", ".join(gone[:_SHOWN]) + (f" and {len(gone) - _SHOWN} more" if len(gone) > _SHOWN else "")
        message = f"{table} records {names}, of which the folder has no file, and not {migration.tag}, the squashed "
        message += f"file of {line.first} to {line.last}. So this database is from before the squash."
        record = folder.settings.command("run", "--record-only", migration.tag)
        hint = f"Apply the old files first: they are {line.where}. If it has all that they make: {record}"
        yield Note(_CODE, message, hint, Place(migration.path), Severity.ERROR)

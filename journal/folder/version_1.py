"""The layout of drizzle 1.0: a folder for each migration, in the order and with the moments of its migrator.

Source: drizzle-orm 1.0 `migrator.js`, `readMigrationFiles`, and `migrator.utils.js`, `formatToMillis`.
"""

import os
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path

from journal.errors import FolderUnreadable, Note, Place
from journal.folder.entries import Entry, Journal
from journal.folder.file_names import Kind
from journal.folder.lock import Lock, read_lock, unread_lock
from journal.folder.migrations import FoundFile, Migration, find_sql, read_migration
from journal.folder.oddities import content_notes
from journal.folder.read import Folder, read_folder, refuse_folders_outside, refuse_mixed
from journal.folder.version_1_downs import read_downs
from journal.project.layout import SQL_OF_1, is_version_1
from journal.project.settings import Settings

TO_ANOTHER_SECOND = "Rename one of them to another second, if no database has applied it."
_PARTS = ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14))
# As parseInt reads it: white space, a sign, the digits, and then anything.
_INTEGER = re.compile("[\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]*([+-]?[0-9]+)")
_TWO_UNITS = re.compile("[\U00010000-\U0010ffff]")
_IGNORED = re.compile("[\0-\x08\x0e-\x1f\x7f]")
_PUNCTUATION = "\t\n\v\f\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_PLACES = {ord(one): place for place, one in enumerate(_PUNCTUATION)}  # all below the digits
_NOT_ASCII = re.compile(r"[^\0-\x7f]")
_CYCLE = 400  # years, after which the Gregorian calendar repeats
_DAYS = 146_097


def read_either(settings: Settings, *, mixed: bool = False) -> Folder:
    """Read the migrations in the layout that the folder has. Raises JournalInvalid, FolderUnreadable or MixedLayouts.

    `mixed`: of a folder that has both, return the journal and its files, and the note that says so.
    """
    if is_version_1(settings):
        return read_version_1(settings)
    folder = read_folder(settings)
    if not mixed:
        refuse_mixed(folder)
    return folder


def read_version_1(settings: Settings) -> Folder:
    """Read a folder for each migration, and the lock. The journal has an entry for each, and the text of the lock.

    The tag is the name of the folder. A copy, whose settings have no lock, is read without hashes. Raises
    JournalInvalid for a malformed lock, and FolderUnreadable, also where a name has no moment: `migrate` of 1.0 sends
    NaN for it, and fails.
    """
    folder = folder_of_lock(settings, read_lock(settings) if settings.lock is not None else unread_lock(settings))
    for migration in folder.forwards:
        millis_of(migration)
    return folder


def folder_of_lock(settings: Settings, lock: Lock) -> Folder:
    """Read the folders beside a lock that is read already. A name without a moment has no entry."""
    refuse_folders_outside(settings, settings.migrations)
    found = find_sql(settings.migrations)
    forwards = tuple(_migrations(settings, {one.name: one for one in found}))
    downs = tuple(read_downs(settings, found, {one.tag for one in forwards}))
    locked = {name: one.hash for name, one in lock.migrations.items()}
    dated = ((one.tag, when) for one in forwards if (when := moment_of(one.tag)) is not None)
    entries = (Entry(idx, when, tag, hash=locked.get(tag)) for idx, (tag, when) in enumerate(dated))
    journal = Journal(lock.path, tuple(entries), lock.text)
    migrations = (*forwards, *downs)
    notes = (*settings.notes, *_old_files(settings, downs), *content_notes(migrations, settings.meta))
    return Folder(settings, journal, migrations, (), notes, lock=lock, is_version_1=True)


def _migrations(settings: Settings, found: Mapping[str, FoundFile]) -> Iterator[Migration]:
    """Yield the migrations that the migrator sees. `found` are files by their names, without those behind a link."""
    folder = settings.migrations
    try:
        files = {entry.name: file for entry in os.scandir(folder) if (file := _file(entry, found))}
    except OSError as error:
        raise FolderUnreadable(f"{folder} cannot be read: {error.strerror}.", place=Place(folder)) from None
    for name in sorted(files, key=by_locale):
        kind = Kind.BASELINE if settings.baseline == name else Kind.FORWARD
        read = read_migration(folder, files[name], kind, settings.no_transaction)
        yield Migration(name, kind, read.path, read.raw, settings.no_transaction, folder=name)


def _file(entry: "os.DirEntry[str]", found: Mapping[str, FoundFile]) -> FoundFile | None:
    """Return the migration.sql of a folder, or None where the migrator sees none.

    Node.js replaces what is not UTF-8 in a name, and then finds no file.
    """
    name = f"{entry.name}/{SQL_OF_1}"
    known = found.get(name)
    if not name.isascii() and any("\ud800" <= one <= "\udfff" for one in name):
        return None
    if known and not known.is_link:
        return known
    path = Path(entry.path, SQL_OF_1)
    is_seen = os.path.exists(path)  # noqa: PTH110 - no for a folder that must not be searched
    return FoundFile(name, path, entry.is_symlink() or path.is_symlink(), path.is_file()) if is_seen else None


def _old_files(settings: Settings, downs: Sequence[Migration]) -> Iterator[Note]:
    """Yield a note that counts the SQL files beside the folders, such as those of 0.x, but not their down files."""
    paths = {down.path for down in downs if down.reverts}
    names = sorted(path.name for path in settings.migrations.glob("*.sql") if path not in paths)
    if names:
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        message = f"drizzle 1.0 reads no file beside the folders: {names[0]}{more}."
        yield Note(
            "file-beside-folders", message, "Move what is not needed out of the folder.", Place(settings.migrations)
        )


def millis_of(migration: Migration) -> int:
    """Return the moment in a folder's name, in milliseconds since 1970. Raises FolderUnreadable where it has none."""
    when = moment_of(migration.tag)
    if when is None:
        raise FolderUnreadable(
            f"{migration.tag} begins with no date of 14 digits: migrate of drizzle 1.0 fails where it runs it, because "
            "its moment is NaN.",
            hint="Rename the folder to YYYYMMDDHHMMSS_name, if no database has recorded it.",
            place=Place(migration.path),
        )
    return when


@cache
def moment_of(name: str) -> int | None:
    """Return the moment in a name, in milliseconds since 1970, or None where the migrator has NaN.

    As parseInt and Date.UTC: a month or a day that does not exist is counted on from the last one that does.
    """
    units = _TWO_UNITS.sub("\ufffd\ufffd", name)  # JavaScript counts such a letter as two
    found = [_INTEGER.match(units[start:end]) for start, end in _PARTS]
    year, month, day, hour, minute, second = (int(one[1]) if one else None for one in found)
    if year is None or month is None or day is None or hour is None or minute is None or second is None:
        return None
    cycles, months = divmod((year + (1900 if 0 <= year < 100 else 0)) * 12 + month - 1, _CYCLE * 12)
    days = date(2000 + months // 12, months % 12 + 1, 1) - date(1970, 1, 1)
    days_before = days.days + (cycles - 2000 // _CYCLE) * _DAYS + day - 1
    return (((days_before * 24 + hour) * 60 + minute) * 60 + second) * 1000


def renamed_to(folder: Folder, name: str) -> str:
    """Return the folder that is not locked and has the SQL of a locked one; empty if there is none."""
    locked = folder.lock.migrations if folder.lock else {}
    return folder.not_locked.get(locked[name].hash, "") if name in locked else ""


@cache
def by_locale(name: str) -> tuple[str, str, str]:
    """Return the sort key of a name, as `localeCompare` of Node.js in English orders ASCII.

    White space, punctuation, digits, aAbB; control characters do not count. Other letters follow by their number, which
    is a guess, see `in_unknown_order`. Equal names stay in the order of their bytes, as `readdir` of Node.js has them.
    """
    counted = _IGNORED.sub("", name)
    return counted.lower().translate(_PLACES), counted.swapcase(), name


def in_unknown_order(names: Sequence[str]) -> tuple[str, str] | None:
    """Return two names whose order depends on the Unicode tables and the language of Node.js, the first such ones.

    It is known where two names differ before the letter in front of the first one outside ASCII: a mark that
    follows a letter belongs to it.
    """
    if all(map(str.isascii, names)):
        return None
    plain = sorted((_IGNORED.sub("", name).lower(), name) for name in names)
    for name in names:
        if odd := _NOT_ASCII.search(counted := _IGNORED.sub("", name)):
            start = counted[: max(odd.start() - 1, 0)].lower()
            others = islice(plain, bisect_left(plain, (start, "")), None)
            other = next((one for text, one in islice(others, 2) if text.startswith(start) and one != name), None)
            if other is not None:
                return name, other
    return None


def order_notes(folder: Folder, names: Sequence[str]) -> Iterator[Note]:
    """Yield a note where it is unknown in which order the migrator runs these folders."""
    if folder.is_version_1 and (pair := in_unknown_order(names)):
        message = f"The order of {pair[0]} and {pair[1]} is not known: it depends on the language of Node.js."
        yield Note("unknown-order", message, TO_ANOTHER_SECOND, Place(folder.settings.migrations))

"""The layout of drizzle 1.0: a folder for each migration, in the order and with the moments of its migrator.

Source: drizzle-orm 1.0 `migrator.js`, `readMigrationFiles`, and `migrator.utils.js`, `formatToMillis`.
"""

import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from journal.errors import FolderUnreadable, Note, Place
from journal.folder.entries import Entry, Journal
from journal.folder.file_names import Kind
from journal.folder.hashing import drizzle_hash
from journal.folder.lock import Lock, read_lock
from journal.folder.migrations import FoundFile, Migration, read_migration
from journal.folder.oddities import content_notes
from journal.folder.read import Folder, read_folder
from journal.folder.version_1_downs import read_downs
from journal.project.layout import Layout, layout_of
from journal.project.settings import Settings

FILE_NAME = "migration.sql"
_DIGITS = re.compile(r"\d{14}")
_PUNCTUATION = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_either(settings: Settings) -> Folder:
    """Read the migrations in the layout that the folder has. Raises JournalInvalid or FolderUnreadable."""
    if layout_of(settings.migrations) is Layout.DRIZZLE_1:
        return read_version_1(settings)
    return read_folder(settings)


def read_version_1(settings: Settings) -> Folder:
    """Read a folder for each migration, and the lock. The journal has an entry for each, and the text of the lock.

    The tag is the name of the folder. Raises JournalInvalid for a malformed lock, and FolderUnreadable, also where a
    name begins with no 14 digits: `migrate` of 1.0 would send NaN as its moment, and fail.
    """
    folder = folder_of_lock(settings, read_lock(settings))
    for migration in folder.forwards:
        millis_of(migration)
    return folder


def folder_of_lock(settings: Settings, lock: Lock) -> Folder:
    """Read the folders beside a lock that is read already. A name without a moment has no entry."""
    forwards = tuple(_migrations(settings))
    downs = tuple(read_downs(settings, [one.tag for one in forwards]))
    locked = {name: one.hash for name, one in lock.migrations.items()}
    dated = (one for one in forwards if _DIGITS.match(one.tag))
    entries = (Entry(idx, millis_of(one), one.tag, hash=locked.get(one.tag)) for idx, one in enumerate(dated))
    journal = Journal(lock.path, tuple(entries), lock.text)
    migrations = (*forwards, *downs)
    notes = (*settings.notes, *_old_files(settings, downs), *content_notes(migrations, settings.meta))
    return Folder(settings, journal, migrations, (), notes, lock=lock)


def _migrations(settings: Settings) -> Iterator[Migration]:
    folder = settings.migrations
    try:
        names = [entry.name for entry in os.scandir(folder) if os.path.exists(Path(entry.path, FILE_NAME))]  # noqa: PTH110
    except OSError as error:
        raise FolderUnreadable(f"{folder} cannot be read: {error.strerror}.", place=Place(folder)) from None
    for name in sorted(names, key=by_locale):
        path = folder / name / FILE_NAME
        found = FoundFile(f"{name}/{FILE_NAME}", path, path.is_symlink() or path.parent.is_symlink(), path.is_file())
        kind = Kind.BASELINE if settings.baseline == name else Kind.FORWARD
        read = read_migration(folder, found, kind, settings.no_transaction)
        yield Migration(name, kind, path, read.raw, settings.no_transaction, folder=name)


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
    """Return the moment in a folder's name, in milliseconds since 1970. Raises FolderUnreadable where it has none.

    As Date.UTC: a month or a day that does not exist is counted on from the last one that does.
    """
    name = migration.tag
    if not _DIGITS.match(name):
        raise FolderUnreadable(
            f"{name} begins with no date of 14 digits: migrate of drizzle 1.0 fails at it, because its moment is NaN.",
            hint="Rename the folder to YYYYMMDDHHMMSS_name, if no database has recorded it.",
            place=Place(migration.path),
        )
    year, *rest = int(name[:4]), *(int(name[at : at + 2]) for at in range(4, 14, 2))
    months, (day, hour, minute, second) = (year + (1900 if year < 100 else 0)) * 12 + rest[0] - 1, rest[1:]
    moment = datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)
    moment += timedelta(days=day - 1, hours=hour, minutes=minute, seconds=second)
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def renamed_to(folder: Folder, name: str) -> str:
    """Return the folder that is not locked and has the SQL of a locked one; empty if there is none."""
    locked = folder.lock.migrations if folder.lock else {}
    wanted = locked[name].hash if name in locked else None
    return next((one.tag for one in folder.forwards if one.tag not in locked and drizzle_hash(one.raw) == wanted), "")


@cache
def by_locale(name: str) -> tuple[tuple[tuple[int, str], ...], str]:
    """Return the sort key of a name, as `localeCompare` in Node.js orders ASCII: punctuation, digits, aAbB.

    Other letters follow by their number.
    """
    primary = tuple((_PUNCTUATION.find(one) if one in _PUNCTUATION else 99, one.lower()) for one in name)
    return primary, name.swapcase()

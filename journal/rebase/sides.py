"""What the working folder has: one side, or both sides of a merge that left conflicts in it."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import field
from pathlib import Path

from journal.dataclass import dataclass
from journal.errors import FolderUnreadable, Place
from journal.folder.entries import FILE_NAME, Entry, Journal, parse_journal
from journal.folder.file_names import Kind
from journal.folder.git.ref import GitRef, added_since, listed_at_fork
from journal.folder.git.tree import is_pointer
from journal.folder.git.unfinished import unmerged
from journal.folder.lock import Lock, lock_path, parse_lock, unread_lock
from journal.folder.merge_sides import both_sides
from journal.folder.migrations import find_sql, read_migration
from journal.folder.read import Folder, journal_bytes, refuse_folders_outside
from journal.folder.version_1 import by_locale, moment_of
from journal.project.files import FileKind, read_file, real_path
from journal.project.layout import SQL_OF_1
from journal.project.settings import Settings

OURS, THEIRS = "our side", "their side"


@dataclass(frozen=True)
class Side:
    """The entries and the SQL files of one side. `files`: their bytes by the path in the migrations folder.

    `forked`: what the other branch and this side have in common, and this side has not made. `name` is empty where
    there is one side.
    """

    name: str
    entries: tuple[Entry, ...]
    files: Mapping[str, bytes] = field(repr=False)
    forked: frozenset[str]
    lock: Lock | None = None
    is_version_1: bool = False

    def sql_name(self, tag: str) -> str:
        """Return the path of a migration's file."""
        return f"{tag}/{SQL_OF_1}" if self.is_version_1 else f"{tag}.sql"

    def sql(self, tag: str) -> bytes | None:
        """Return the bytes of a migration, None where it has no file."""
        return self.files.get(self.sql_name(tag))

    @property
    def hashed(self) -> Iterator[Entry]:
        """Yield the entries that have a hash."""
        return (one for one in self.entries if one.hash)


@dataclass(frozen=True)
class WorkingFolder:
    """`sides`: one, or both of a merge. `conflicts`: files of the folder in conflict; `elsewhere`: other ones."""

    sides: tuple[Side, ...]
    conflicts: tuple[Path, ...] = ()
    elsewhere: tuple[Path, ...] = ()


_Contents = Mapping[Path, tuple[bytes | None, bytes | None]]


def read_working_folder(at: GitRef, *, is_version_1: bool) -> WorkingFolder:
    """Read the folder, from git's stages or by the markers where a merge has left conflicts.

    Raises JournalInvalid, FolderUnreadable, and GitFailed where git cannot tell.
    """
    settings = at.settings
    refuse_folders_outside(settings, settings.migrations, settings.meta)
    present, snapshots = _present(settings), _marked_snapshots(settings, is_version_1=is_version_1)
    # A file without markers is resolved, also where git has not been told so yet.
    marked = {path: both for path, raw in present.items() if (both := both_sides(raw)) is not None}
    with at.needed():
        stopped = unmerged(at.git)
        contents: _Contents = {**marked, **stopped.read(at.git, {real_path(path): path for path in marked})}
    known = {real_path(path) for path in (*present, *snapshots)}
    folders = [real_path(one) for one in (settings.migrations, settings.meta)]
    others = [one for one in stopped.paths if one not in known and not any(map(one.is_relative_to, folders))]
    elsewhere = tuple(one for one in others if one.is_file() and both_sides(read_file(one, FileKind.SQL)) is not None)
    heads = ("HEAD", stopped.other or "HEAD")
    numbers = (0, 1) if contents else (0,)
    # After a merge the fork is the other branch's head, which may have another file of the same name.
    forked = [listed_at_fork(at, heads[number]) - added_since(at, heads[number]) for number in numbers]
    sides = (_side(settings, present, contents, number, forked[number], is_version_1) for number in numbers)
    return WorkingFolder(tuple(sides), tuple(sorted({*contents, *snapshots})), elsewhere)


def refuse_pointers(settings: Settings, base: Folder | None, working: WorkingFolder) -> None:
    """Raise FolderUnreadable where a migration is a git LFS pointer on a side, or on the other branch."""
    files = [(name, raw) for side in working.sides for name, raw in side.files.items()]
    there = base.migrations if base else ()
    files += [(one.path.relative_to(base.settings.migrations).as_posix(), one.raw) for one in there if base]
    for name, raw in files:
        if is_pointer(raw):
            path = settings.migrations / name
            message = f"{path} is a git LFS pointer, and not the SQL: the file was not fetched."
            raise FolderUnreadable(message, hint="Fetch it: git lfs pull", place=Place(path))


def _marked_snapshots(settings: Settings, *, is_version_1: bool) -> tuple[Path, ...]:
    """Return the snapshots that have markers. The schema in them is not read: they are rebuilt."""
    pattern = "*/snapshot.json" if is_version_1 else "*_snapshot.json"
    folder, within = (settings.migrations if is_version_1 else settings.meta), settings.boundary
    found = list[Path]()
    for path in folder.glob(pattern):
        with suppress(OSError):  # the rebuild of the snapshots reports it
            found += [path] if both_sides(read_file(path, FileKind.SNAPSHOT, within=within)) is not None else []
    return tuple(found)


def _present(settings: Settings) -> dict[Path, bytes]:
    """Return the SQL files, the journal and the lock as they are on disk."""
    found = {}
    for file in find_sql(settings.migrations) if settings.migrations.is_dir() else ():
        if file.is_file:
            found[file.path] = read_migration(settings.migrations, file, Kind.FORWARD, ()).raw
    journal = journal_bytes(settings.meta / FILE_NAME, settings.boundary)
    found |= {settings.meta / FILE_NAME: journal} if journal is not None else {}
    path = lock_path(settings)
    return found | ({path: read_file(path, FileKind.JOURNAL, within=settings.boundary)} if path.exists() else {})


def _side(  # noqa: PLR0913, PLR0917 - what both sides have in common
    settings: Settings,
    present: Mapping[Path, bytes],
    contents: _Contents,
    number: int,
    forked: frozenset[str],
    is_version_1: bool,
) -> Side:
    own = {**present, **{path: raw for path, sides in contents.items() if (raw := sides[number]) is not None}}
    gone = [path for path, sides in contents.items() if sides[number] is None]
    own = {path: raw for path, raw in own.items() if path not in gone}
    journal, locked = own.pop(settings.meta / FILE_NAME, None), own.pop(lock_path(settings), None)
    files = {path.relative_to(settings.migrations).as_posix(): raw for path, raw in own.items()}
    lock = parse_lock(settings, locked) if locked else None
    if is_version_1:
        entries = _entries_of_1(files, lock or unread_lock(settings))
    else:
        path = settings.meta / FILE_NAME
        read = Journal(path) if journal is None else parse_journal(path, journal)[0]
        entries = (lock.filled(read) if lock else read).entries
    name = (OURS, THEIRS)[number] if contents else ""
    return Side(name, entries, files, forked, lock, is_version_1)


def _entries_of_1(files: Mapping[str, bytes], lock: Lock) -> tuple[Entry, ...]:
    names = [name.removesuffix(f"/{SQL_OF_1}") for name in files if name.endswith(f"/{SQL_OF_1}")]
    dated = [(name, when) for name in sorted(names, key=by_locale) if (when := moment_of(name)) is not None]
    hashes = {name: one.hash for name, one in lock.migrations.items()}
    return tuple(Entry(idx, when, name, hash=hashes.get(name)) for idx, (name, when) in enumerate(dated))

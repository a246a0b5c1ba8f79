"""read_folder: everything on disk that matters, read once, as one frozen value."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from journal.errors import FolderUnreadable, JournalInvalid, Note, Place, Severity
from journal.folder.entries import FILE_NAME, Entry, Journal, is_safe_tag, parse_journal
from journal.folder.migrations import FoundFile, Migration, find_sql, read_migration
from journal.folder.names import Kind
from journal.folder.oddities import file_notes, meta_notes
from journal.project.files import VARIABLE, FileKind, most, read_file, refuse_link_out, shown_size
from journal.project.settings import Ignored, Settings

_MOST_NOTES = 500


class NothingThere(FolderUnreadable):
    """Not one migration, and no journal."""


@dataclass(frozen=True)
class IgnoredFile:
    """A file on the ignore list, with the reason given there."""

    name: str
    reason: str


@dataclass(frozen=True)
class Folder:
    """The project's migrations as they are on disk. `journal` has no text where there is no file yet."""

    settings: Settings
    journal: Journal
    migrations: tuple[Migration, ...]
    ignored: tuple[IgnoredFile, ...]
    notes: tuple[Note, ...]

    @property
    def forwards(self) -> tuple[Migration, ...]:
        """The baseline and the forward files: what the journal should list."""
        return tuple(migration for migration in self.migrations if migration.kind is not Kind.DOWN)

    @property
    def downs(self) -> tuple[Migration, ...]:
        """The down files: never in the journal."""
        return tuple(migration for migration in self.migrations if migration.kind is Kind.DOWN)

    @property
    def by_tag(self) -> dict[str, Migration]:
        """Each file by its tag."""
        return {migration.tag: migration for migration in self.migrations}

    @property
    def missing(self) -> tuple[Entry, ...]:
        """Entries of the journal that have no file."""
        present = {migration.tag for migration in self.migrations}
        return tuple(entry for entry in self.journal.entries if entry.tag not in present)


def read_folder(settings: Settings) -> Folder:
    """Read the journal and every SQL file. Raises JournalInvalid or FolderUnreadable, one sentence each."""
    return folder_around(settings, *read_journal(settings.meta / FILE_NAME, settings.boundary))


def folder_around(settings: Settings, journal: Journal, journal_notes: Sequence[Note]) -> Folder:
    """The folder of a journal that was read. Raises FolderUnreadable."""
    for folder in (settings.migrations, settings.meta):
        _refuse_folder_out(folder, settings.boundary)
    sorted_out = _SortedOut(settings, journal, find_sql(settings.migrations))
    migrations = tuple(_migrations(settings, journal, sorted_out.files))
    if not migrations and not journal.text:
        raise _nothing_there(settings, journal, sorted_out)
    notes = [
        *settings.notes,
        *journal_notes,
        *_second_journal(settings),
        *_out_of_drizzles_sight(settings),
        *_idle_baseline(settings, migrations),
        *sorted_out.notes,
        *(note for migration in migrations for note in file_notes(migration)),
        *meta_notes(settings.meta),
    ]
    return Folder(settings, journal, migrations, tuple(sorted_out.ignored), tuple(_capped(notes)))


def _capped(notes: Sequence[Note]) -> Iterator[Note]:
    """The first notes of each code, and one that counts the others: a journal may have thousands of odd entries."""
    seen: Counter[str] = Counter()
    severities: dict[str, Severity] = {}
    for note in notes:
        seen[note.code] += 1
        severities[note.code] = note.severity
        if seen[note.code] <= _MOST_NOTES:
            yield note
    for code, number in seen.items():
        if number > _MOST_NOTES:
            yield Note(code, f"… and {number - _MOST_NOTES:,} more of {code}.", severity=severities[code])


def _migrations(settings: Settings, journal: Journal, files: Sequence[FoundFile]) -> Iterator[Migration]:
    """Read the files; all of them are held at once, so that there is a limit for the sum, too."""
    listed, limit, size = journal.tags, 2 * most(FileKind.SQL), 0
    for one in files:
        migration = read_migration(settings.migrations, one, listed=one.tag in listed, baseline=settings.baseline)
        size += len(migration.raw)
        if size > limit:
            raise FolderUnreadable(
                f"The migrations in {settings.migrations} have more than {shown_size(limit)} of SQL.",
                hint=f"{VARIABLE} raises the limit: {VARIABLE}={most(FileKind.SQL) // 2**19}MB",
                place=Place(settings.migrations),
            )
        yield migration


def _refuse_folder_out(folder: Path, within: Path) -> None:
    try:
        refuse_link_out(folder, within)
    except OSError as error:
        hint = "Name the folder itself, with --migrations DIR or --meta DIR."
        raise FolderUnreadable(f"{folder} is not read: {error.strerror}.", hint=hint, place=Place(folder)) from None


def _nothing_there(settings: Settings, journal: Journal, sorted_out: "_SortedOut") -> "NothingThere":
    """Not one migration and no journal: the wrong folder, or each file has a reason to be passed over."""
    hint = "Name the folder of the migrations: --migrations DIR"
    reasons = [*(note.message for note in sorted_out.notes), *(f"{one.name} is ignored." for one in sorted_out.ignored)]
    message = f"There is no migration in {settings.migrations}, and no journal at {journal.path}."
    return NothingThere(" ".join([message, *reasons[:3]]), hint=hint, place=Place(settings.migrations))


def read_journal(path: Path, within: Path | None = None) -> tuple[Journal, tuple[Note, ...]]:
    """Read `_journal.json`; a Journal without text where there is no such file.

    `within`: the folder that a link may not lead out of.
    """
    content = journal_bytes(path, within)
    return parse_journal(path, content) if content is not None else (Journal(path), ())


def journal_bytes(path: Path, within: Path | None = None) -> bytes | None:
    """What the file holds; None where there is none. Raises JournalInvalid when it cannot be read."""
    try:
        return read_file(path, FileKind.JOURNAL, within=within)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise JournalInvalid(f"{path} cannot be read: {error.strerror}.", place=Place(path)) from None


class _SortedOut:
    """Which of the paths found are migrations, which are ignored, and what is said about the others."""

    def __init__(self, settings: Settings, journal: Journal, found: Sequence[FoundFile]) -> None:
        self.settings = settings
        self.listed = journal.tags
        self.ignored: list[IgnoredFile] = []
        self.notes: list[Note] = []
        self.files = [one for one in found if self._is_migration(one)]
        self.notes += _idle(settings.ignore, found)

    def _is_migration(self, one: FoundFile) -> bool:
        reason = next((item.reason for item in self.settings.ignore if item.covers(one.name)), None)
        if reason is not None:
            self.ignored.append(IgnoredFile(one.name, reason))
            if one.tag not in self.listed:
                return False
            self.notes.append(_ignored_but_listed(one))
        note = _no_migration(one, listed=one.tag in self.listed)
        if note:
            self.notes.append(note)
        return note is None


def _no_migration(one: FoundFile, *, listed: bool) -> Note | None:
    place = Place(one.path)
    if not one.name.isprintable():
        return Note("unprintable-name", f"The file name {one.name!a} is not printable UTF-8.", "Rename it.", place)
    if not one.is_file:
        what = "directory" if one.path.is_dir() else "device or pipe"
        return Note("not-a-file", f"{one.name} is a {what}, not a migration.", "Rename or remove it.", place)
    if not one.name.endswith(".sql"):
        message = f"{one.name} does not end with .sql in small letters; Drizzle never reads it."
        return Note("upper-case-ending", message, "Rename it.", place)
    is_down = one.name.lower().startswith("down/") or "/down/" in one.name.lower()
    if not is_safe_tag(one.tag):
        return Note("unsafe-name", f"The file name {one.name!r} cannot be a tag of the journal.", "Rename it.", place)
    if "/" in one.name and not listed and not is_down:
        message = f"{one.name} is in a sub-folder, where neither drizzle-kit nor this tool looks for migrations."
        return Note("sub-folder", message, "Move it up, or put it on the ignore list of the settings.", place)
    return None


def _ignored_but_listed(one: FoundFile) -> Note:
    message = f"{one.name} is on the ignore list, but the journal lists it, so Drizzle runs it."
    return Note("ignored-but-listed", message, "Take it off the one list or the other.", Place(one.path))


def _idle(ignore: Sequence[Ignored], found: Sequence[FoundFile]) -> Iterator[Note]:
    for item in ignore:
        if not any(item.covers(one.name) for one in found):
            message = f"The ignore list names {item.file}, and no file is called that."
            yield Note("idle-ignore", message, "Remove the line from the settings.", severity=Severity.NOTE)


def _out_of_drizzles_sight(settings: Settings) -> Iterator[Note]:
    """In a project with drizzle-kit, a journal anywhere else than in its `out` folder is read by nobody."""
    drizzles_own = settings.migrations / "meta" / FILE_NAME
    own = settings.meta / FILE_NAME
    if settings.uses_drizzle_kit and own.exists() and own != drizzles_own and not drizzles_own.exists():
        yield Note(
            "not-where-drizzle-looks",
            f"drizzle-kit looks for the journal at {drizzles_own}, and this one is at {settings.meta / FILE_NAME}.",
            f"Move it there: mv {quote(str(settings.meta))} {quote(str(drizzles_own.parent))}, or name it with --meta.",
        )


def _idle_baseline(settings: Settings, migrations: Sequence[Migration]) -> Iterator[Note]:
    if settings.baseline and settings.baseline not in {migration.tag for migration in migrations}:
        message = f"The settings name {settings.baseline} as the baseline, and there is no {settings.baseline}.sql."
        yield Note("idle-baseline", message, "Correct or remove `baseline` in the settings.")


def _second_journal(settings: Settings) -> Iterator[Note]:
    drizzles_own, beside = (folder / "meta" / FILE_NAME for folder in (settings.migrations, settings.root))
    if settings.meta / FILE_NAME == drizzles_own and beside != drizzles_own and beside.exists():
        message = f"There is another journal at {beside}, which nobody reads: Drizzle's own place comes first."
        yield Note("second-journal", message, "Compare the two, and remove that one.", Place(beside))
    if settings.meta / FILE_NAME != drizzles_own and drizzles_own.exists():
        yield Note(
            "second-journal",
            f"There is another journal at {drizzles_own}, and that is the one drizzle-kit reads.",
            "Remove `meta` from the settings to work on that one.",
            Place(drizzles_own),
        )

"""read_folder: every file that matters, read once, as one frozen value."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from pathlib import Path
from shlex import quote

from journal.dataclass import dataclass
from journal.errors import FolderUnreadable, JournalInvalid, MigrationMissing, Note, Place, Severity
from journal.folder.contained import baselines_of, contains_notes
from journal.folder.down_names import down_tags
from journal.folder.dumps import with_dump_as_baseline
from journal.folder.entries import FILE_NAME, Entry, Journal, parse_journal
from journal.folder.file_names import Kind, kind_of
from journal.folder.hashing import drizzle_hash
from journal.folder.lock import Lock, lock_beside_journal
from journal.folder.migrations import FoundFile, Migration, find_sql, read_migration
from journal.folder.oddities import LEAVE_IT, content_notes, file_notes, layout_notes, unused_ignore_notes
from journal.folder.upgrade import MixedLayouts, is_in_folder_of_1, mixed_note
from journal.project.drizzle_config.read import DEFAULT
from journal.project.files import VARIABLE, FileKind, most, read_file, real_path, refuse_link_out, shown_size
from journal.project.layout import Layout, is_version_1
from journal.project.nearby import NAME_ONE, name_the_folder
from journal.project.settings import Settings
from journal.project.settings_table import FILE_NAME as SETTINGS_FILE

_MOST_NOTES = 500


class NothingThere(FolderUnreadable):
    """The folder has no migration and no journal."""


@dataclass(frozen=True)
class IgnoredFile:
    """A file on the ignore list, with the reason given there."""

    name: str
    reason: str


@dataclass(frozen=True)
class Folder:
    """The project's migrations as they are on disk. `journal` has no text where there is no file yet.

    `contained` are the migrations that a baseline contains, by its tag: they never run, and are in `ignored`, too.
    `lock`: where the hashes of the entries are, None where they are in the journal. In the layout of drizzle 1.0 the
    journal has the entries that its migrator makes of the folders, and the text of the lock. `mixed`: it has both
    layouts; only those of 0.x are read then.
    """

    settings: Settings
    journal: Journal
    migrations: tuple[Migration, ...]
    ignored: tuple[IgnoredFile, ...]
    notes: tuple[Note, ...]
    contained: Mapping[str, tuple[Migration, ...]] = field(default_factory=dict)
    lock: Lock | None = None
    is_version_1: bool = False
    mixed: Note | None = None

    @property
    def hashes_in(self) -> str:
        """Return the word for what has the hashes."""
        return "lock" if self.lock else "journal"

    def accepting(self, *tags: str) -> str:
        """Return the command that accepts edited files; the lock keeps a reason."""
        words = [word for tag in tags for word in ("--accept-edited", tag)]
        return self.settings.command("bootstrap", *words, *(("--reason", "…") if self.lock else ()))

    @property
    def settings_notes(self) -> tuple[Note, ...]:
        """The notes on the settings, and the one on a folder that has both layouts."""
        return (*self.settings.notes, *([self.mixed] if self.mixed else []))

    @cached_property
    def forwards(self) -> tuple[Migration, ...]:
        """The baseline and the forward files: those that the journal should list."""
        return tuple(migration for migration in self.migrations if migration.kind is not Kind.DOWN)

    @cached_property
    def downs(self) -> tuple[Migration, ...]:
        """The down files: never in the journal."""
        return tuple(migration for migration in self.migrations if migration.kind is Kind.DOWN)

    @cached_property
    def by_tag(self) -> Mapping[str, Migration]:
        """Each file by its tag."""
        return {migration.tag: migration for migration in self.migrations}

    @cached_property
    def missing(self) -> tuple[Entry, ...]:
        """Entries of the journal that have no file."""
        present = self.by_tag
        return tuple(entry for entry in self.journal.entries if entry.tag not in present)

    @cached_property
    def not_locked(self) -> Mapping[str, str]:
        """The migrations that the lock does not have, by the hash of their SQL; of equal ones the first."""
        locked = self.lock.migrations if self.lock else {}
        return {drizzle_hash(one.raw): one.tag for one in reversed(self.forwards) if one.tag not in locked}

    def with_contents(self, contents: Mapping[str, bytes]) -> "Folder":
        """Return the folder with other bytes in these files, by their tags."""
        migrations = (
            replace(one, raw=contents[one.tag], is_planned=True) if one.tag in contents else one
            for one in self.migrations
        )
        return replace(self, migrations=tuple(migrations))


def read_folder(settings: Settings) -> Folder:
    """Read the journal and every SQL file of 0.x. Raises JournalInvalid or FolderUnreadable."""
    refuse_version_1(settings)
    journal, notes = read_journal(settings.meta / FILE_NAME, settings.boundary)
    return folder_of_journal(settings, journal, notes, lock_beside_journal(settings))


def refuse_version_1(settings: Settings) -> None:
    """Raise NothingThere where the folder has the layout of drizzle 1.0."""
    if is_version_1(settings):
        message = f"{settings.migrations} has {Layout.DRIZZLE_1.value}, which this command does not know."
        raise NothingThere(message, hint=LEAVE_IT, place=Place(settings.migrations))


def _no_folder(settings: Settings) -> FolderUnreadable:
    default = settings.migrations.parent / DEFAULT
    hint = f'Name it with --migrations DIR, or migrations = "DIR" in {SETTINGS_FILE}.'
    if default.is_dir() and default != settings.migrations:
        hint = f'Name it: --migrations {DEFAULT}, or write migrations = "{DEFAULT}" in {SETTINGS_FILE}.'
    message = settings.for_other_dialect or f"There is no migrations folder at {settings.migrations}."
    if settings.for_other_dialect:
        hint = "If the project has migrations for PostgreSQL, too, name their folder: --migrations DIR"
    if first := _first_migration(settings):
        hint = first
    hint = name_the_folder(settings.root, hint)
    is_config = settings.for_other_dialect and settings.config
    return NothingThere(message, hint=hint, place=None if is_config else Place(settings.migrations))


def _first_migration(settings: Settings) -> str:
    """Return what writes the first migration where drizzle.config names the folder; empty where it does not."""
    out = settings.drizzle.get("out") if settings.drizzle else None
    if out is None or real_path(settings.root / str(out.value)) != real_path(settings.migrations):
        return ""
    return f"Write the first migration: {settings.drizzle_kit('generate')}. Or name another folder: --migrations DIR"


def refuse_folders_outside(settings: Settings, *folders: Path) -> None:
    """Raise FolderUnreadable for a folder of the project that is a link out of it."""
    for path in folders:
        try:
            refuse_link_out(path, settings.boundary)
        except OSError as error:
            hint = "Name the folder itself, with --migrations DIR or --meta DIR."
            raise FolderUnreadable(f"{path} is not read: {error.strerror}.", hint=hint, place=Place(path)) from None


def folder_of_journal(settings: Settings, journal: Journal, journal_notes: Sequence[Note], lock: Lock | None) -> Folder:
    """Read every SQL file beside a journal and a lock that are read already. Raises FolderUnreadable."""
    journal = lock.filled(journal) if lock else journal
    refuse_folders_outside(settings, settings.migrations, settings.meta)
    if not settings.migrations.is_dir():
        raise _no_folder(settings)
    found = find_sql(settings.migrations)
    mixed = mixed_note(settings, journal, frozenset(file.name for file in found))
    if mixed or (not journal.text and os.path.lexists(journal.path)):  # also beside a journal that is unreadable
        found = tuple(one for one in found if one.tag in journal.tags or not is_in_folder_of_1(one.name))
    reasons = {file.name: item.reason for item in reversed(settings.ignore) for file in found if item.covers(file.name)}
    listed = journal.tags
    on_files = list(file_notes(found, reasons, listed))
    refused = {note.place.path for note in on_files if note.place and note.code != "ignored-but-listed"}
    files = [file for file in found if file.path not in refused and (file.name not in reasons or file.tag in listed)]
    ignored = tuple(IgnoredFile(file.name, reasons[file.name]) for file in found if file.name in reasons)
    on_files += unused_ignore_notes(settings.ignore, found)
    downs = down_tags([file.tag for file in found], listed)
    read = tuple(_migrations(settings, files, downs))
    unlisted = [one.tag for one in read if one.kind is not Kind.DOWN and one.tag not in listed]
    inside = baselines_of(settings, unlisted, {one.tag for one in read})
    migrations = with_dump_as_baseline([migration for migration in read if migration.tag not in inside])
    ignored += tuple(IgnoredFile(f"{tag}.sql", f"contained in {inside[tag]}") for tag in sorted(inside))
    contained = {
        baseline: tuple(migration for migration in read if inside.get(migration.tag) == baseline)
        for baseline in dict.fromkeys(inside.values())
    }
    if not journal.text and all(migration.kind is Kind.DOWN for migration in migrations):
        explained = [note.message for note in on_files] + [f"{item.name} is ignored." for item in ignored]
        explained += [f"{migration.path.name} is a down file." for migration in migrations]
        message = f"There is no migration in {settings.migrations}, and no journal at {journal.path}."
        hint = name_the_folder(settings.root, _first_migration(settings) or NAME_ONE)
        raise NothingThere(" ".join([message, *explained[:3]]), hint=hint, place=Place(settings.migrations))
    notes = (
        *settings.notes,
        *journal_notes,
        *([mixed] if mixed else []),
        *layout_notes(settings, {migration.tag for migration in migrations}),
        *on_files,
        *contains_notes(settings, {migration.tag for migration in read}, listed),
        *content_notes(migrations, settings.meta),
    )
    return Folder(settings, journal, migrations, ignored, tuple(_capped(notes)), contained, lock, mixed=mixed)


def _capped(notes: Sequence[Note]) -> Iterator[Note]:
    """Yield the first notes of each code, and one that counts the others: thousands of entries may be odd."""
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


def _migrations(settings: Settings, files: Sequence[FoundFile], downs: frozenset[str]) -> Iterator[Migration]:
    """Read the files. All of them are in memory at once, so their sum has a limit, too."""
    limit, size = 2 * most(FileKind.SQL), 0
    for file in files:
        baseline = file.tag if file.tag in settings.contains else settings.baseline
        kind = kind_of(file.tag, down=file.tag in downs, baseline=baseline)
        migration = read_migration(settings.migrations, file, kind, settings.no_transaction)
        size += len(migration.raw)
        if size > limit:
            raise FolderUnreadable(
                f"The migrations in {settings.migrations} have more than {shown_size(limit)} of SQL.",
                hint=f"{VARIABLE} raises the limit: {VARIABLE}={most(FileKind.SQL) // 2**19}MB",
                place=Place(settings.migrations),
            )
        yield migration


def read_journal(path: Path, within: Path | None = None) -> tuple[Journal, tuple[Note, ...]]:
    """Read `_journal.json`; a Journal without text where there is no such file.

    `within`: the folder that a link may not lead out of.
    """
    content = journal_bytes(path, within)
    return parse_journal(path, content) if content is not None else (Journal(path), ())


def journal_bytes(path: Path, within: Path | None = None) -> bytes | None:
    """Return the content of the file, or None where it does not exist. Raises JournalInvalid."""
    try:
        return read_file(path, FileKind.JOURNAL, within=within)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise JournalInvalid(f"{path} cannot be read: {error.strerror}.", place=Place(path)) from None


def refuse_mixed(folder: Folder) -> None:
    """Raise MixedLayouts where folders of 1.0 lie beside the journal: what is right for one is wrong for the other."""
    if folder.mixed:
        note = folder.mixed
        why = "What is right for one layout is wrong for the other, so the command does nothing."
        raise MixedLayouts(f"{note.message} {why}", hint=note.help, place=note.place)


def refuse_missing(folder: Folder) -> None:
    """Raise MigrationMissing where an entry has no file: Drizzle cannot run that journal."""
    if not folder.missing:
        return
    refuse_mixed(folder)
    first, *others = folder.missing
    place = Place(folder.journal.path)
    if first.tag.endswith(".sql"):
        message = f"The journal has the tag {first.tag}; a tag has no .sql, so Drizzle finds no file."
        hint = f"Write {first.tag.removesuffix('.sql')} in {folder.journal.path}."
        raise MigrationMissing(message, hint=hint, place=place)
    missing = folder.settings.migrations / f"{first.tag}.sql"
    more = f" (and {len(others)} more: {', '.join(entry.tag for entry in others[:5])})" if others else ""
    raise MigrationMissing(
        f"The journal lists {first.tag}, but there is no {first.tag}.sql in {folder.settings.migrations}{more}.",
        hint=f"Restore it from history: git log --all --diff-filter=D -- {quote(str(missing))}. Or remove its entry, "
        "if no database has recorded it.",
        place=place,
    )

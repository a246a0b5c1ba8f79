"""What the rules look at (the folder, or one of its migrations, parsed) and what they return: findings."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from journal.dataclass import dataclass
from journal.errors import Lines, Place, Severity
from journal.folder.entries import Entry
from journal.folder.file_names import Kind
from journal.folder.git.ref import Base, read_base
from journal.folder.git.repository import Git
from journal.folder.lenient import RawJournal, read_leniently
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.folder.snapshots import SnapshotFile, read_snapshots
from journal.folder.version_1_snapshots import GraphSnapshot, read_graph
from journal.project.settings import Settings
from journal.rules.support.kit_check import KitCheck
from journal.sql.parsed import Parsed, ParsedPiece, parsed_pieces
from journal.sql.statements import MARKER

_OPENING = re.compile(r"(?:^|[;\r]|\*/|breakpoint)[ \t\r\f\v]*([a-z]+)", re.MULTILINE)


@dataclass(frozen=True)
class Finding:
    """`message` says what breaks, `help` what to do. `tag` is that of the migration, where it is about one.

    `rule` is filled in by `Rule.run`, and `severity` unless it is a note. `stands_for` is above 1 where it only counts
    further findings.
    """

    message: str
    help: str = ""
    place: Place | None = None
    tag: str | None = None
    rule: str = ""
    severity: Severity = Severity.WARNING
    stands_for: int = 1


Findings = Iterator[Finding]


@dataclass(frozen=True)
class Subject:
    """A folder to check. `folder.journal` has the entries that Drizzle can follow, `raw` has all of the journal.

    `now` is the time to compare with, aware and in UTC; `base` is the folder at a git ref, where one was named.
    `kit_check` runs drizzle-kit's own `check`; None where that is not wanted.
    """

    folder: Folder
    raw: RawJournal
    snapshots: tuple[SnapshotFile, ...]
    now: datetime
    base: Base | None = None
    kit_check: Callable[["Subject"], KitCheck] | None = None

    @property
    def settings(self) -> Settings:
        """Return the settings of the project."""
        return self.folder.settings

    @property
    def entries(self) -> tuple[tuple[int, Entry], ...]:
        """Return the entries that Drizzle can follow, each with its index in the list."""
        return self.raw.followed

    @property
    def without_hashes(self) -> str:
        """Return why edited migrations are not noticed; empty where an entry has a hash."""
        if not self.entries or any(entry.hash for _, entry in self.entries):
            return ""
        if self.raw.broken_lock:
            return "the lock cannot be read"
        return "there is no lock" if self.folder.lock else "the journal has no hashes"

    @cached_property
    def git(self) -> Git:
        """Return the repository that the migrations are in."""
        return Git(self.settings.migrations)

    @cached_property
    def graph(self) -> tuple[GraphSnapshot, ...]:
        """Return the snapshots of the layout of drizzle 1.0."""
        return tuple(read_graph(self.settings.migrations, self.settings.boundary)) if self.folder.is_version_1 else ()

    def rebuilding(self, *words: str, otherwise: str) -> str:
        """Return how to rebuild a snapshot of drizzle 1.0. `otherwise`: without a config, drizzle-kit cannot do it."""
        if not (self.settings.drizzle and self.settings.config):
            return otherwise
        return f"{otherwise} Or rebuild it from the SQL: {self.settings.command('snapshot', *words)}"

    @cached_property
    def kit(self) -> KitCheck | None:
        """Return the answer of drizzle-kit's own `check`; None where it is not asked, as about a journal."""
        return self.kit_check(self) if self.kit_check else None

    @cached_property
    def files(self) -> Mapping[str, Migration]:
        """Return each file by its tag."""
        return self.folder.by_tag

    @cached_property
    def whens(self) -> dict[str, int]:
        """Return the `when` of each tag."""
        return {entry.tag: entry.when for _, entry in self.entries}

    @cached_property
    def listed(self) -> frozenset[str]:
        """Return the tags of all entries that have one, also of those that Drizzle cannot follow."""
        tags = (item.get("tag") for item in self.raw.items if isinstance(item, dict))
        return frozenset(tag for tag in tags if isinstance(tag, str))

    @property
    def uses_drizzle_kit(self) -> bool:
        """Tell whether drizzle-kit works on this folder: it has snapshots, or drizzle-kit's settings."""
        return bool(self.snapshots) or self.settings.uses_drizzle_kit

    @cached_property
    def tags(self) -> dict[Path, str]:
        """Return the tag of the migration in each file."""
        return {migration.path: migration.tag for migration in self.folder.migrations}

    def entry_finding(self, index: int, key: str, message: str, help: str) -> Finding:
        """Return a finding at this key of the entry at `index`."""
        item = self.raw.items[index]
        tag = item.get("tag") if isinstance(item, dict) else None
        return Finding(message, help, self.raw.place(index, key), tag if isinstance(tag, str) else None)

    def file_finding(self, path: Path, message: str, help: str) -> Finding:
        """Return a finding about a file as a whole."""
        return Finding(message, help, Place(path), self.tags.get(path))


@dataclass(frozen=True)
class ParsedMigration:
    """A forward migration as PostgreSQL's own parser sees it, for the rules on SQL."""

    subject: Subject
    migration: Migration

    @property
    def tag(self) -> str:
        """Return the migration's tag."""
        return self.migration.tag

    @property
    def name(self) -> str:
        """Return the file's name."""
        return self.migration.name

    @property
    def is_listed(self) -> bool:
        """Tell whether the journal lists the migration, so that Drizzle runs it."""
        return self.tag in self.subject.listed

    @property
    def is_handwritten(self) -> bool:
        """Tell whether a person wrote it: no breakpoint, not the baseline, and the folder has down files."""
        is_generated = MARKER in self.text or self.migration.kind is Kind.BASELINE
        return bool(self.subject.folder.downs) and not is_generated

    @cached_property
    def text(self) -> str:
        """Return the text as Drizzle reads it."""
        return self.migration.text

    @cached_property
    def lower(self) -> str:
        """Return the text in lower case."""
        return self.text.lower()

    @cached_property
    def openings(self) -> frozenset[str]:
        """Return, in lower case, every word at the start of a line or after a semicolon, a comment or a breakpoint.

        These are more than the words that do start a statement, never fewer: most files need not be parsed.
        """
        return frozenset(_OPENING.findall(self.lower))

    @cached_property
    def pieces(self) -> tuple[ParsedPiece, ...]:
        """Return every piece between two breakpoints."""
        return parsed_pieces(self.text)

    @property
    def statements(self) -> Iterator[Parsed]:
        """Yield the statements of all pieces that parse, in order."""
        for piece in self.pieces:
            yield from piece.statements

    def finding(self, offset: int, message: str, help: str) -> Finding:
        """Return a finding at an offset in characters of the text."""
        return Finding(message, help, self.at(offset), self.tag)

    def note(self, offset: int, message: str, help: str) -> Finding:
        """Return such a finding that is a note, whatever the severity of the rule."""
        return replace(self.finding(offset, message, help), severity=Severity.NOTE)

    def at(self, offset: int) -> Place:
        """Return the line and column of an offset in characters of the text."""
        return self._lines.at(offset)

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.migration.path, self.text)


def read_subject(settings: Settings, now: datetime, base: str | None = None) -> Subject:
    """Read the folder. Raises FolderUnreadable for what cannot be read; a broken journal is found by the rules."""
    folder, raw = read_leniently(settings)
    frozen = read_base(settings, base) if base is not None else None
    snapshots = () if folder.is_version_1 else tuple(read_snapshots(settings.meta, settings.boundary))
    return Subject(folder, raw, snapshots, now, frozen)

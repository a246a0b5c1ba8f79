"""What the rules look at: the folder, read once, broken or not."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from journal.errors import Place
from journal.folder.entries import Entry
from journal.folder.git.ask import Git
from journal.folder.git.base import Base, read_base
from journal.folder.lenient import RawJournal, read_leniently
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.folder.snapshots import SnapshotFile, read_snapshots
from journal.project.settings import Settings


@dataclass(frozen=True)
class Subject:
    """A folder to be judged. `folder.journal` has the entries that Drizzle can follow, `raw` has all there is.

    `now` is the moment to judge by, aware and in UTC; `base` is the folder at a git ref, where one was named.
    """

    folder: Folder
    raw: RawJournal
    snapshots: tuple[SnapshotFile, ...]
    now: datetime
    base: Base | None = None

    @property
    def settings(self) -> Settings:
        """The project's."""
        return self.folder.settings

    @property
    def entries(self) -> tuple[tuple[int, Entry], ...]:
        """The entries that Drizzle can follow, each with its place in the list."""
        return self.raw.followed

    @cached_property
    def git(self) -> Git:
        """The repository that the migrations are in."""
        return Git(self.settings.migrations)

    @cached_property
    def files(self) -> dict[str, Migration]:
        """Each file by its tag."""
        return self.folder.by_tag

    @cached_property
    def whens(self) -> dict[str, int]:
        """The `when` of each tag."""
        return {entry.tag: entry.when for _, entry in self.entries}

    @cached_property
    def listed(self) -> frozenset[str]:
        """The tags of all entries that have one, also of those that Drizzle cannot follow."""
        tags = (item.get("tag") for item in self.raw.items if isinstance(item, dict))
        return frozenset(tag for tag in tags if isinstance(tag, str))

    @cached_property
    def has_downs(self) -> bool:
        """Whether any file takes something back."""
        return bool(self.folder.downs)

    @property
    def is_drizzle_kits(self) -> bool:
        """Whether drizzle-kit has been at work here: there is a snapshot, or its settings."""
        return bool(self.snapshots) or self.settings.uses_drizzle_kit

    def tag_of(self, path: Path) -> str | None:
        """The tag of the migration that a file is, where it is one."""
        return self._tags.get(path)

    @cached_property
    def _tags(self) -> dict[Path, str]:
        return {migration.path: migration.tag for migration in self.folder.migrations}

    def at(self, index: int, key: str = "tag") -> Place:
        """Where the entry at that place of the list has a key."""
        return self.raw.place(index, key)


def read_subject(settings: Settings, now: datetime, base: str | None = None) -> Subject:
    """Read everything. Raises FolderUnreadable for what cannot be read; a broken journal is the rules' matter."""
    folder, raw = read_leniently(settings)
    frozen = read_base(settings, base) if base is not None else None
    return Subject(folder, raw, tuple(read_snapshots(settings.meta, settings.boundary)), now, frozen)

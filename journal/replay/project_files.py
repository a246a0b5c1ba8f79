"""SearchOrder the cause of a failure is searched: the files of the folder, and SQL files elsewhere in the project."""

import os
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from functools import cached_property
from pathlib import Path

from journal.dataclass import dataclass
from journal.folder.file_names import Kind
from journal.folder.migrations import Migration
from journal.folder.order import in_order
from journal.folder.read import Folder
from journal.project.files import FileKind, read_file
from journal.sql.definitions import Definition, Family, definitions
from journal.sql.statements import cut

_MOST_FILES = 500
_LARGEST = 1 << 20
_NOT_SEARCHED = {"node_modules", "dist", "build", "vendor", "meta"}


class SearchOrder(Enum):
    """SearchOrder a file is, seen from the failed one. The values are in the order in which they are searched."""

    EARLIER = "earlier"
    SAME = "same"
    LATER = "later"
    UNLISTED = "unlisted"
    IGNORED = "ignored"
    DOWN = "down"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Missing:
    """An object that PostgreSQL named: `within` is its schema, or its table; None where the message has none.

    `kind` is PostgreSQL's word for it, such as `access method`; empty where the family says it.
    """

    family: Family
    name: str
    within: str | None = None
    kind: str = ""

    def __str__(self) -> str:
        whole = f"{self.within}.{self.name}" if self.within else self.name
        return f"{self.kind or self.family} {whole}"

    def matches(self, definition: Definition) -> bool:
        """Tell whether a definition is of this name; a name without a schema may be in any."""
        if (self.family, self.name) != (definition.family, definition.name):
            return False
        return None in (self.within, definition.within) or self.within == definition.within


@dataclass(frozen=True)
class SearchedFile:
    """A file that is searched, and where it is."""

    path: Path
    tag: str
    text: str
    where: SearchOrder

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """What its statements create, drop and rename."""
        return tuple(definitions(cut(self.text)))

    def line_of(self, offset: int) -> int:
        """Return the line of an offset in characters, from 1."""
        return self.text.count("\n", 0, offset) + 1


@dataclass(frozen=True)
class Sighting:
    """A definition of the object that was looked for, in a file."""

    file: SearchedFile
    definition: Definition

    @property
    def line(self) -> int:
        """The line of its statement, from 1."""
        return self.file.line_of(self.definition.offset)


class ProjectFiles:
    """The files of a project around a migration that failed, each read once. `before` are the tags that ran before."""

    def __init__(self, folder: Folder, failed: Migration, before: Sequence[str] = ()) -> None:
        self.folder = folder
        self.failed = failed
        self.before = before

    def sightings(self, missing: Missing) -> list[Sighting]:
        """Return the definitions of an object in the folder, in the order of the files."""
        return _sightings(missing, self.of_folder)

    def earlier(self) -> Iterator[SearchedFile]:
        """Yield the files that run before, the last first."""
        return (file for file in reversed(self.of_folder) if file.where is SearchOrder.EARLIER)

    def shown(self, path: Path) -> Path:
        """Return a path relative to the project, where it is in it."""
        root = self.folder.settings.root
        return path.relative_to(root) if path.is_relative_to(root) else path

    @cached_property
    def of_folder(self) -> tuple[SearchedFile, ...]:
        """Every file of the folder: those that run before, the failed one, later ones, and those that never run."""
        settings, listed = self.folder.settings, [entry.tag for entry in self.folder.journal.entries]
        if listed and self.before and self.failed.tag not in listed:  # an entry that is added by this run
            listed = [*self.before, self.failed.tag, *(tag for tag in listed if tag not in self.before)]
        forwards = {migration.tag: migration for migration in self.folder.forwards}
        if self.failed.tag in listed:
            order = [forwards[tag] for tag in dict.fromkeys(listed) if tag in forwards]
        else:
            order = in_order(forwards.values(), settings.baseline)
        tags = [migration.tag for migration in order]
        at = tags.index(self.failed.tag) if self.failed.tag in tags else len(tags)
        found = [
            _searched(
                migration, SearchOrder.EARLIER if place < at else SearchOrder.LATER if place > at else SearchOrder.SAME
            )
            for place, migration in enumerate(order)
        ]
        found += [_searched(migration, SearchOrder.UNLISTED) for tag, migration in forwards.items() if tag not in tags]
        ignored = self.folder.ignored[:_MOST_FILES]
        read = (self._read(settings.migrations / one.name, SearchOrder.IGNORED) for one in ignored)
        found += [file for file in read if file]
        found += [_searched(migration, SearchOrder.DOWN) for migration in self.folder.downs]
        ranks = list(SearchOrder)
        return tuple(sorted(found, key=lambda file: ranks.index(file.where)))

    def sightings_elsewhere(self, missing: Missing) -> Iterator[Sighting]:
        """Yield the definitions of an object in the project's other SQL files, as many as are quickly read."""
        own, seen = self.folder.settings.migrations, 0
        for parent, folders, names in os.walk(self.folder.settings.root):
            folders[:] = [
                name for name in sorted(folders)
                if not name.startswith(".") and name not in _NOT_SEARCHED and Path(parent, name) != own
            ]  # fmt: skip
            for name in sorted(names):
                if name.lower().endswith(".sql") and seen < _MOST_FILES:
                    seen += 1
                    if file := self._read(Path(parent, name), SearchOrder.ELSEWHERE):
                        yield from _sightings(missing, [file])

    def _read(self, path: Path, where: SearchOrder) -> SearchedFile | None:
        """Return a small regular file of the project, or None for any other."""
        try:
            if path.is_symlink() or path.stat().st_size > _LARGEST:
                return None
            raw = read_file(path, FileKind.SQL, within=self.folder.settings.boundary)
        except OSError:
            return None
        return SearchedFile(path, path.stem, raw.decode("utf-8", "replace"), where)


def _searched(migration: Migration, where: SearchOrder) -> SearchedFile:
    where = SearchOrder.DOWN if migration.kind is Kind.DOWN else where
    return SearchedFile(migration.path, migration.tag, migration.text, where)


def _sightings(missing: Missing, files: Iterable[SearchedFile]) -> list[Sighting]:
    """Return the definitions of an object; only files with its name are parsed."""
    return [
        Sighting(file, definition)
        for file in files
        if missing.name.lower() in file.text.lower()
        for definition in file.definitions
        if missing.matches(definition)
    ]

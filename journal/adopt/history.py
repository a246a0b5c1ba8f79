"""The values of a history: what one tool's folder has, read by the rules of that tool and never run."""

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from pathlib import Path
from shlex import quote

import orjson

from journal.dataclass import dataclass
from journal.errors import FolderUnreadable, Place
from journal.folder.file_names import Clue, order_of
from journal.project.files import FileKind, read_file, refuse_link_out
from journal.project.layout import SQL_OF_1
from journal.project.os_errors import reason

_MOST = 20_000
_PACKAGE = "package.json"


@dataclass(frozen=True)
class ForeignMigration:
    """A migration of another tool. `file`: below its folder. `key`: how the ledger of the tool records it.

    `up` and `down` are SQL without the markers of the tool; `down` is None where there is none. `moment`: what the
    name says, in milliseconds since 1970, else None. `alone`: the tool runs it outside of a transaction.
    """

    file: str
    key: str
    words: str
    up: bytes
    down: bytes | None = None
    alone: bool = False
    others: tuple[str, ...] = ()
    """More files that belong to it, such as that of its down part."""

    @property
    def moment(self) -> int | None:
        """The moment in the name, or the one of its number, as every name gets it."""
        folder, _, name = self.file.rpartition("/")
        order = order_of(without_millis(folder if name == SQL_OF_1 else name))
        return None if order.clue is Clue.NOTHING else order.millis


@dataclass(frozen=True)
class NotSql:
    """A file that is not SQL alone. `why`: the end of a sentence about it."""

    file: str
    why: str


@dataclass(frozen=True)
class Repeatable:
    """A file that the tool runs again whenever it changes. Drizzle has nothing like it."""

    file: str


Found = ForeignMigration | NotSql | Repeatable


@dataclass(frozen=True)
class ForeignFolder:
    """The files of a folder and of the folders in it. `root`: the project's; no link may lead out of `within`."""

    folder: Path
    root: Path
    within: Path
    names: tuple[str, ...]

    def bytes_of(self, name: str) -> bytes:
        """Read a file. Raises FolderUnreadable."""
        path = self.folder / name
        try:
            return read_file(path, FileKind.SQL, within=self.within)
        except OSError as error:
            hint = f"To see what it is and who may read it: ls -ld {quote(str(path))}"
            message = f"{path} cannot be read: {reason(error, path)}."
            raise FolderUnreadable(message, hint=hint, place=Place(path)) from None

    def text(self, name: str) -> str:
        """Read a file as UTF-8. Raises FolderUnreadable."""
        try:
            return self.bytes_of(name).decode()
        except UnicodeDecodeError:
            path = self.folder / name
            raise FolderUnreadable(f"{path} is not UTF-8.", hint="Save it as UTF-8.", place=Place(path)) from None

    def ending(self, *endings: str) -> list[str]:
        """Return the files of the folder itself with one of these endings, in the order of their names."""
        return [name for name in self.names if "/" not in name and name.endswith(endings)]

    def any_has(self, pattern: "re.Pattern[str]", *endings: str) -> bool:
        """Tell whether a file with one of these endings has a match."""
        return any(pattern.search(self.bytes_of(name).decode(errors="replace")) for name in self.ending(*endings))

    def uses(self, package: str) -> bool:
        """Tell whether a package.json from the project's folder upwards names a package."""
        return package in self._packages

    @cached_property
    def _packages(self) -> frozenset[str]:
        found = set[str]()
        for folder in dict.fromkeys((self.root, *self.folder.parents)):
            if folder.is_relative_to(self.within):
                found |= _packages_in(folder / _PACKAGE, self.within)
        return frozenset(found)


def _packages_in(path: Path, within: Path) -> set[str]:
    try:
        manifest = orjson.loads(read_file(path, FileKind.SETTINGS, within=within))
    except (OSError, ValueError):
        return set()
    groups = [manifest.get(key) for key in ("dependencies", "devDependencies")] if isinstance(manifest, dict) else []
    return {name for group in groups if isinstance(group, dict) for name in group}


def list_folder(folder: Path, root: Path, within: Path) -> ForeignFolder:
    """List a folder. Raises FolderUnreadable where it cannot be read, or is a link out of the project."""
    names = list[str]()
    try:
        if folder.is_relative_to(root):
            refuse_link_out(folder, within)
        for parent, folders, files in os.walk(folder):
            depth = len(Path(parent).relative_to(folder).parts)
            folders[:] = sorted(one for one in folders if one not in ("meta", "node_modules")) if not depth else []
            names += [os.path.relpath(os.path.join(parent, name), folder) for name in files]  # noqa: PTH118 - often
            if len(names) > _MOST:
                raise FolderUnreadable(f"{folder} has more than {_MOST:,} files.", place=Place(folder))
        os.listdir(folder)  # noqa: PTH208 - os.walk says nothing of a folder that cannot be read
    except OSError as error:
        hint = "Name the folder that has the history of the other tool."
        message = f"{folder} cannot be read: {reason(error, folder)}."
        raise FolderUnreadable(message, hint=hint, place=Place(folder)) from None
    return ForeignFolder(folder, root, within, tuple(sorted(names)))


@dataclass(frozen=True)
class TheirLedger:
    """Where a tool records what it has run. `schema`: None for any.

    `columns` are read as text, in this order; `order` names the one that the rows are ordered by. `applied` makes of
    the rows the keys of what has run, and what is wrong with the others.
    """

    table: str
    columns: tuple[str, ...]
    order: str
    applied: "Callable[[Sequence[Mapping[str, str | None]]], Recorded]"
    schema: str | None = None
    others: tuple[str, ...] = ()
    """More tables of the tool, such as the one of its lock."""


@dataclass(frozen=True)
class Recorded:
    """The keys of what has run, in the order of the ledger. `failed`: sentences about rows that are not done.

    `up_to`: the ledger begins with a baseline, and what is up to this key counts as run. `undone`: keys of rows that
    do not count. `checksums`: of the files when they ran, by their keys, where the tool records them.
    """

    keys: tuple[str, ...]
    failed: tuple[str, ...] = ()
    up_to: str | None = None
    undone: tuple[str, ...] = ()
    checksums: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Tool:
    """Another tool. `fits` tells whether a folder is surely one of its, `read` yields what is in it, in its order.

    `package`: where a project has it, SQL files of any name may be of this tool. `checksums`: those that the tool
    accepts of a file.
    """

    name: str
    title: str
    fits: Callable[[ForeignFolder], bool]
    read: Callable[[ForeignFolder], Iterator[Found]]
    ledger: TheirLedger
    package: str = ""
    checksums: Callable[[bytes], Collection[str]] | None = None


@dataclass(frozen=True)
class History:
    """What a folder has."""

    tool: Tool
    listing: ForeignFolder
    migrations: tuple[ForeignMigration, ...]
    unreadable: tuple[NotSql, ...]
    repeatable: tuple[Repeatable, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """The files that the migrations were made of."""
        return tuple(name for one in self.migrations for name in (one.file, *one.others))

    @property
    def passed_over(self) -> tuple[str, ...]:
        """The SQL files in the folder that the tool does not take for migrations."""
        read = {*self.files, *(one.file for one in self.unreadable), *(one.file for one in self.repeatable)}
        return tuple(name for name in self.listing.names if name.endswith(".sql") and name not in read)

    @property
    def same_keys(self) -> tuple[str, ...]:
        """The files that the ledger of the tool cannot tell from another one, with that one."""
        first, found = dict[str, str](), list[str]()
        for one in self.migrations:
            if (other := first.setdefault(one.key, one.file)) != one.file:
                found.append(f"{other} and {one.file}: {one.key}")
        return tuple(found)


def without_millis(name: str) -> str:
    """Return a name that begins with 17 digits, as node-pg-migrate writes them, without the milliseconds."""
    return re.sub(r"^(\d{14})\d{3}(?=\D)", r"\1", name)


def words_of(name: str) -> str:
    """Return the words of a name as part of a tag: small letters, digits and underscores."""
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:80] or "migration"


def names_in(rows: Sequence[Mapping[str, str | None]], column: str) -> Recorded:
    """Return the values of a column, each of which is a migration that has run."""
    return Recorded(tuple(value for row in rows if (value := row[column])))

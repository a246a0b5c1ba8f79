"""Migration: one SQL file of the folder. Such files are found and read here."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from journal.dataclass import dataclass
from journal.errors import FolderUnreadable, Place
from journal.folder.file_names import Kind, NameOrder, order_of
from journal.project.files import FileKind, read_file
from journal.sql.statements import Piece, cut

if TYPE_CHECKING:
    from journal.sql.column_changes import Effects
    from journal.sql.definitions import Definition


@dataclass(frozen=True)
class Migration:
    """One file. `tag` is its path below the folder without `.sql`; `raw` are its bytes as they are on disk.

    `no_transaction` are the spellings of the settings, by which other tools run a file outside a transaction.
    `is_planned`: the bytes are those that the file will have. `folder`: that of the migration in the layout of 1.0,
    where `reverts` is the tag of the one that a down file reverts.
    """

    tag: str
    kind: Kind
    path: Path
    raw: bytes = field(repr=False)
    no_transaction: tuple[str, ...] = ()
    is_planned: bool = False
    folder: str = ""
    reverts: str = ""

    @cached_property
    def order(self) -> NameOrder:
        """Where it belongs among the others, by its name."""
        return order_of(self.tag)

    @property
    def name(self) -> str:
        """The name of the file, for a message; in the layout of 1.0 with its folder."""
        return f"{self.folder}/{self.path.name}" if self.folder else self.path.name

    @property
    def record_name(self) -> str:
        """The name by which a run records it: that of the file; in the layout of 1.0, that of its folder."""
        return self.name if self.kind is Kind.DOWN or not self.folder else self.folder

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the bytes, in hex; Drizzle's is `drizzle_hash`."""
        from hashlib import sha256  # it loads OpenSSL, and a clean folder has nothing to hash

        return sha256(self.raw).hexdigest()

    @property
    def text(self) -> str:
        """The text as Drizzle reads it: UTF-8, with U+FFFD for invalid bytes."""
        return self.raw.decode("utf-8", "replace")

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The texts that Drizzle sends, one after the other."""
        return cut(self.text)

    @cached_property
    def definitions(self) -> "tuple[Definition, ...]":
        """What its statements create, drop and rename."""
        return tuple(chain.from_iterable(one.definitions for one in self.effects))

    @cached_property
    def effects(self) -> "tuple[Effects, ...]":
        """The same for each statement, with what ALTER TABLE gives columns."""
        from journal.sql.column_changes import effects_of_file  # not every verb looks into SQL

        return tuple(effects_of_file(self.text))


@dataclass(frozen=True)
class FoundFile:
    """A path in the folder that ends with `.sql` in any case. `name` is relative, with `/`.

    `is_file` is about the target of a link. Both flags come from the listing of the folder, at no cost for each file.
    """

    name: str
    path: Path
    is_link: bool
    is_file: bool

    @property
    def tag(self) -> str:
        """The name without its ending."""
        return self.name[: -len(".sql")]


def find_sql(folder: Path) -> tuple[FoundFile, ...]:
    """Return every path below the folder that ends with `.sql`, sorted by name, without hidden ones and `meta/`."""
    return tuple(sorted(_walk(str(folder), ""), key=lambda found: found.name))


def _walk(folder: str, prefix: str) -> Iterator[FoundFile]:
    try:
        children = sorted(os.scandir(folder), key=lambda child: child.name)
    except OSError as error:
        raise FolderUnreadable(f"{folder} cannot be read: {error.strerror}.", place=Place(Path(folder))) from None
    for child in children:
        name = prefix + child.name
        if child.name.startswith("."):  # an editor's lock, a copy that macOS made
            continue
        if child.name.lower().endswith(".sql"):
            is_file = True  # also a dangling link, since reading it gives the error
            with suppress(OSError):
                is_file = child.is_file() or not Path(child.path).exists()
            yield FoundFile(name, Path(child.path), child.is_symlink(), is_file)
        elif child.is_dir(follow_symlinks=False) and name != "meta":
            yield from _walk(child.path, name + "/")


def read_migration(folder: Path, found: FoundFile, kind: Kind, no_transaction: tuple[str, ...]) -> Migration:
    """Read one file. Raises FolderUnreadable for a link out of the folder, and for a file that cannot be read."""
    path = found.path
    try:
        target = path.resolve(strict=True) if found.is_link else None
        raw = read_file(path, FileKind.SQL) if target is None or target.is_relative_to(folder.resolve()) else None
    except (OSError, RuntimeError) as error:  # before Python 3.13, a link to itself is a RuntimeError
        reason = getattr(error, "strerror", None) or "it is a link to itself"
        raise FolderUnreadable(
            f"{path} cannot be read: {reason}.", hint=f"ls -l '{path}' shows why.", place=Place(path)
        ) from None
    if raw is None:
        raise FolderUnreadable(
            f"{path} is a symbolic link out of the migrations folder, to {target}.",
            hint="Copy the file into the folder, or put it on the ignore list of the settings.",
            place=Place(path),
        )
    return Migration(found.tag, kind, path, raw, no_transaction)

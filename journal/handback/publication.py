"""What a handback writes: the files of the copy, and beside them the settings and the lock."""

import os
from functools import cached_property
from pathlib import Path

from journal.dataclass import dataclass
from journal.folder.rewrite.many import RECORDS
from journal.handback.copy import ProjectCopy
from journal.handback.named_settings import NewSettings
from journal.handback.new_lock import NewLock
from journal.handback.outer_meta import OuterMeta
from journal.project.files import FileKind, read_file


@dataclass(frozen=True)
class Publication:
    """`settings`: those with new names. `lock`: its change with the layout. `to_1`: the copy has the layout of 1.0.

    `outer_meta`: the changes of a `meta/` beside the migrations folder, which stays where it is.
    """

    copy: ProjectCopy
    settings: NewSettings | None = None
    lock: NewLock | None = None
    to_1: bool = False
    outer_meta: OuterMeta | None = None

    @property
    def moves_meta(self) -> bool:
        """Tell whether a `meta/` beside the migrations folder is moved into it."""
        return self.copy.moves_meta and self.outer_meta is None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the paths to write or remove, relative to the migrations folder. Writes nothing.

        The records of earlier handbacks stay, but in a folder of 1.0, which has no meta/: they go into the new record.
        """
        ours = contents_of(self.copy.out, records=self.to_1)
        theirs = contents_of(self.copy.original.migrations, records=self.to_1)
        names = (name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))
        return tuple(sorted(name for name in names if not (self.outer_meta and name.startswith("meta/"))))

    @property
    def files(self) -> tuple[str, ...]:
        """Return the same, and the files of an outer `meta/` and the lock where they change."""
        lock, outer, folder = self.lock, self.outer_meta, self.copy.original.migrations
        beside = [outer.folder / name for name in sorted({*outer.before, *outer.after})] if outer else []
        beside += [lock.path] if lock and lock.changes else []
        return (*self.names, *(os.path.relpath(path, folder) for path in beside))

    def refuse_changed(self) -> None:
        """Raise JournalChanged where another process has changed one of the files beside the folder."""
        for one in (self.settings, self.lock, self.outer_meta):
            if one:
                one.refuse_changed()

    def write_to(self, record: Path) -> None:
        """Write the texts of all of them into the folder of a record."""
        for one in (self.settings, self.lock, self.outer_meta):
            if one:
                one.write_to(record)


def contents_of(folder: Path, *, records: bool = False) -> dict[str, bytes]:
    """Return the content of each file; without the `records` of earlier runs, unless they are asked for."""
    found: dict[str, bytes] = {}
    for path in folder.rglob("*"):
        name = str(path.relative_to(folder))
        if path.is_file() and (records or not name.startswith(tuple(f"meta/{record}" for record in RECORDS))):
            found[name] = read_file(path, FileKind.SQL)
    return found

"""What a handback writes: the files of the copy, and beside them the settings and the lock."""

import os
from functools import cached_property
from pathlib import Path

from journal.dataclass import dataclass
from journal.folder.rewrite.many import RECORDS
from journal.handback.copy import ProjectCopy
from journal.handback.named_settings import NewSettings
from journal.handback.new_lock import NewLock
from journal.project.files import FileKind, read_file


@dataclass(frozen=True)
class Publication:
    """`settings`: those with new names. `lock`: its change with the layout. `to_1`: the copy has the layout of 1.0."""

    copy: ProjectCopy
    settings: NewSettings | None = None
    lock: NewLock | None = None
    to_1: bool = False

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the paths to write or remove, relative to the migrations folder. Writes nothing.

        The records of earlier handbacks stay, but in a folder of 1.0, which has no meta/: they go into the new record.
        """
        ours = contents_of(self.copy.out, records=self.to_1)
        theirs = contents_of(self.copy.original.migrations, records=self.to_1)
        return tuple(sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)))

    @property
    def files(self) -> tuple[str, ...]:
        """Return the same, and the lock where it changes."""
        lock, folder = self.lock, self.copy.original.migrations
        return (*self.names, *([os.path.relpath(lock.path, folder)] if lock and lock.changes else []))

    def refuse_changed(self) -> None:
        """Raise JournalChanged where another process has changed the settings or the lock."""
        for one in (self.settings, self.lock):
            if one:
                one.refuse_changed()

    def write_to(self, record: Path) -> None:
        """Write the texts of both into the folder of a record."""
        for one in (self.settings, self.lock):
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

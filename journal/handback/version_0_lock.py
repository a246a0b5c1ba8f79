"""drizzle-journal.lock, which has no place beside a journal: removed after the files, and written again by `--undo`.

It is no part of the folder that is replaced in one step. The record has its text, and a marker until it is removed.
"""

from pathlib import Path

from journal.dataclass import dataclass
from journal.folder.lock import Lock, lock_path
from journal.folder.rewrite.store import changed, replace_file
from journal.project.files import FileKind, boundary, read_file
from journal.project.settings import Settings

_FILE, _REMOVING = "lock.json", "removing_lock"


@dataclass(frozen=True)
class RemovedLock:
    """The lock of a folder that gets a journal, which then has its hashes."""

    lock: Lock

    def refuse_changed(self) -> None:
        """Raise JournalChanged where another process has changed it."""
        if _text(self.lock.path) != self.lock.text:
            raise changed(self.lock.path)

    def write_to(self, record: Path) -> None:
        """Write its text into the folder of a record, and the marker, where there is a lock."""
        if self.lock.text:
            record.mkdir(parents=True, exist_ok=True)
            (record / _FILE).write_text(self.lock.text, encoding="utf-8", newline="")
            (record / _REMOVING).touch()


def complete_removal(settings: Settings, record: Path) -> None:
    """Remove the lock of a record whose marker is there, unless a person has changed it since."""
    marker, path = record / _REMOVING, lock_path(settings)
    if marker.exists():
        if path.exists() and _text(path) == _text(record / _FILE):
            path.unlink()
        marker.unlink()


def restore_lock(settings: Settings, record: Path) -> None:
    """Write the lock of a record again, where there is none."""
    path = lock_path(settings)
    if (record / _FILE).exists() and not path.exists():
        replace_file(path, _text(record / _FILE).encode(), root=settings.root, is_new=True)


def _text(path: Path) -> str:
    return read_file(path, FileKind.JOURNAL, within=boundary(path.parent)).decode() if path.exists() else ""

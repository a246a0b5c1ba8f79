"""The lock with the new names and hashes of a handback: written, or removed, with the files, and restored by `--undo`.

As the settings it is no part of the folder that is replaced in one step. The record has both texts, and a marker until
it is written. The copy's journal has the hashes meanwhile, so that all steps find them where they always are.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from journal.dataclass import dataclass
from journal.folder.entries import FILE_NAME
from journal.folder.lock import Lock, LockedMigration, lock_path, read_lock
from journal.folder.read import read_folder
from journal.folder.rewrite.store import changed, replace_file
from journal.folder.rewrite.writing import without_hashes
from journal.handback.copy import ProjectCopy, second_copy
from journal.project.files import FileKind, boundary, read_file
from journal.project.settings import Settings
from journal.rules.support.acceptances import settings_path

FIXED = "changed by drizzle-journal handback --fix"
"""The reason that the lock keeps of a file that `--fix` changes."""

_FILE, _WRITING = "lock.json", "writing_lock"


@dataclass(frozen=True)
class NewLock:
    """The lock, and its text before and after; empty where there is no such file."""

    path: Path
    before: str
    after: str

    @property
    def changes(self) -> bool:
        """Tell whether there is something to write."""
        return self.before != self.after

    def refuse_changed(self) -> None:
        """Raise JournalChanged where another process has changed it."""
        if _text(self.path) != self.before:
            raise changed(self.path)

    def write_to(self, record: Path) -> None:
        """Write both texts into the folder of a record, and the marker."""
        record.mkdir(parents=True, exist_ok=True)
        value = {"before": self.before, "after": self.after}
        (record / _FILE).write_bytes(orjson.dumps(value, option=orjson.OPT_INDENT_2))
        (record / _WRITING).touch()


def new_lock(copy: ProjectCopy, lock: Lock, tags: Mapping[str, str]) -> NewLock:
    """Move the hashes out of the copy's journal, and return the lock that gets them. `tags`: new ones by the old."""
    old = {new: old for old, new in tags.items()}
    journal = read_folder(copy.settings).journal
    locked = {}
    for entry in journal.entries:
        before = lock.migrations.get(old.get(entry.tag, entry.tag))
        if entry.hash:
            reason = (before.reason if before.hash == entry.hash else FIXED) if before else ""
            locked[entry.tag] = LockedMigration(entry.hash, reason)
    text = without_hashes(journal.text)
    if text != journal.text:
        (copy.settings.meta / FILE_NAME).write_text(text, encoding="utf-8", newline="")
    return NewLock(lock.path, lock.text, lock.with_migrations(locked))


def removed_lock(lock: Lock) -> NewLock:
    """Return the lock of a folder of drizzle 1.0 that becomes one of 0.x, whose journal has its hashes."""
    return NewLock(lock.path, lock.text, "")


def locked_settings(copy: ProjectCopy, lock: NewLock | None) -> Settings:
    """Return settings of a project beside the copy that has its files, the new lock and the accepted findings.

    Without a `lock` it has none. A lock of a folder outside of its project is not there either.
    """
    original, root = copy.original, copy.folder / "root"
    is_inside = original.migrations.is_relative_to(original.root)
    inside = original.migrations.relative_to(original.root) if is_inside else Path("out")
    second_copy(copy.out, root / inside)
    if lock and is_inside:
        (root / lock.path.name).write_text(lock.after, encoding="utf-8", newline="")
    accepted = settings_path(original)
    if accepted.is_file():
        (root / accepted.name).write_bytes(read_file(accepted, FileKind.JOURNAL, within=original.boundary))
    migrations = root / inside
    return replace(copy.settings, root=root, migrations=migrations, meta=migrations / "meta", lock=original.lock)


def complete_lock(settings: Settings, record: Path) -> None:
    """Write the lock of a record whose marker is there, unless a person has changed it since."""
    marker, value = record / _WRITING, _recorded(record)
    if not marker.exists():
        return
    if value and _text(lock_path(settings)) == value["before"]:
        _put(settings, value["after"])
    marker.unlink()


def restore_lock(settings: Settings, record: Path) -> None:
    """Restore the lock that was there before: its bytes, or its lines beside those that were added since."""
    value, present = _recorded(record), _text(lock_path(settings))
    if not value or present == value["before"]:
        return
    if present == value["after"]:
        _put(settings, value["before"])
    elif value["after"]:
        _put(settings, _merged(settings, value["before"], value["after"]))


def _put(settings: Settings, text: str) -> None:
    path = lock_path(settings)
    if text:
        replace_file(path, text.encode(), root=settings.root, is_new=not path.exists())
    else:
        path.unlink(missing_ok=True)


def _merged(settings: Settings, before: str, after: str) -> str:
    present = read_lock(settings)
    is_ = _migrations(after)
    try:
        was = _migrations(before)
    except ValueError:  # it has the markers of a merge
        return before
    others = {name: one for name, one in present.migrations.items() if name not in is_}
    return present.with_migrations(was | others)


def _migrations(text: str) -> dict[str, LockedMigration]:
    """Return the migrations in the text of a lock."""
    listed = orjson.loads(text)["migrations"] if text else {}
    return {
        name: LockedMigration(one) if isinstance(one, str) else LockedMigration(one["hash"], one["reason"])
        for name, one in listed.items()
        if name != "~"
    }


def _text(path: Path) -> str:
    return read_file(path, FileKind.JOURNAL, within=boundary(path.parent)).decode() if path.exists() else ""


def _recorded(record: Path) -> dict[str, Any]:
    """Return what the record has, or nothing where a person has edited it."""
    try:
        value = orjson.loads(read_file(record / _FILE, FileKind.JOURNAL))
        texts = {key: value[key] for key in ("before", "after")}
        _migrations(texts["after"])  # the text before may have the markers of a merge
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return texts

"""The settings file that changes with the files, such as the names of renamed ones; and restored by `--undo`.

It is no part of the folder that is replaced in one step. The record has both texts, and a marker until it is written.
"""

import errno
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from journal.dataclass import dataclass
from journal.folder.rewrite.store import changed, replace_file, unwritable
from journal.handback.checklist import Item, note
from journal.project.files import FileKind, boundary, read_file
from journal.project.settings import Settings
from journal.project.settings_edit import RenamedFiles, text_with_options
from journal.project.settings_table import SETTINGS_FILES

_FILE, _WRITING = "settings.json", "writing_settings"


@dataclass(frozen=True)
class NewSettings:
    """The settings file, its text before and after, and the keys that change."""

    path: Path
    before: str
    after: str
    keys: tuple[str, ...]
    renamed: RenamedFiles

    def items(self) -> Iterator[Item]:
        """Yield what changes."""
        yield note("settings", f"{self.path.name} gets the new names: {', '.join(self.keys)}.", "")

    def refuse_changed(self) -> None:
        """Raise JournalChanged where another process has changed it, FileUnwritable where it cannot be written."""
        if _text(self.path) != self.before:
            raise changed(self.path)
        place = self.path.resolve()
        may_write = not place.exists() or os.access(place, os.W_OK)
        if not (os.access(place.parent, os.W_OK | os.X_OK) and may_write):
            raise unwritable(self.path, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))

    def write_to(self, record: Path) -> None:
        """Write both texts into the folder of a record, and the marker."""
        record.mkdir(parents=True, exist_ok=True)
        value = {
            "file": self.path.name, "before": self.before, "after": self.after,
            "tags": dict(self.renamed.tags), "files": dict(self.renamed.files),
        }  # fmt: skip
        (record / _FILE).write_bytes(orjson.dumps(value, option=orjson.OPT_INDENT_2))
        (record / _WRITING).touch()

    def write(self) -> None:
        """Write it alone. Raises JournalChanged, FileUnwritable."""
        self.refuse_changed()
        replace_file(self.path, self.after.encode(), root=self.path.parent, is_new=not self.path.exists())


def new_settings(settings: Settings, renamed: RenamedFiles) -> NewSettings | None:
    """Return the settings file with the new names, or None where it names no renamed file. Raises SettingsInvalid."""
    if settings.source is None:
        return None
    path, text, keys = renamed.text(settings)
    return NewSettings(path, _text(path), text, keys, renamed) if keys else None


def settings_with_ignored(settings: Settings, patterns: Sequence[str]) -> NewSettings | None:
    """Return the settings file with these patterns in `ignore_objects`, or None where it has them."""
    if set(patterns) <= set(settings.ignore_objects):
        return None
    path, text = text_with_options(settings, patterns, None)
    return NewSettings(path, _text(path), text, ("ignore_objects",), RenamedFiles({}, {}))


def complete_settings(settings: Settings, record: Path) -> RenamedFiles | None:
    """Write the settings of a record whose marker is there, unless a person has changed them since.

    Return the new names where it has written them.
    """
    marker, value = record / _WRITING, _recorded(record)
    if not marker.exists():
        return None
    path, has_written = settings.root / value.get("file", ""), False
    if value and _text(path) == value["before"]:
        replace_file(path, value["after"].encode(), root=settings.root, is_new=not path.exists())
        has_written = True
    marker.unlink()
    return RenamedFiles(value["tags"], value["files"]) if has_written else None


def restore_settings(settings: Settings, record: Path) -> None:
    """Give the settings their old names again: the old bytes, or the old names in what a person has written since."""
    value = _recorded(record)
    if not value:
        return
    path = settings.root / value["file"]
    present = _text(path)
    if present == value["after"] and not value["before"]:
        path.unlink()
    elif present == value["after"]:
        replace_file(path, value["before"].encode(), root=settings.root)
    elif present != value["before"]:
        tags, files = ({new: old for old, new in value[key].items()} for key in ("tags", "files"))
        path, text, keys = RenamedFiles(tags, files).text(settings)
        if keys:
            replace_file(path, text.encode(), root=settings.root)


def _text(path: Path) -> str:
    """Return the text of the settings file, which is in the project's own folder."""
    return read_file(path, FileKind.SETTINGS, within=boundary(path.parent)).decode() if path.exists() else ""


def _recorded(record: Path) -> dict[str, Any]:
    """Return what the record has, or nothing where a person has edited it."""
    try:
        value = orjson.loads(read_file(record / _FILE, FileKind.JOURNAL))
        texts = [value[key] for key in ("file", "before", "after")]
        maps = [value[key] for key in ("tags", "files")]
        names = [name for one in maps for pair in one.items() for name in pair]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    is_ours = value["file"] in SETTINGS_FILES and all(isinstance(one, str) for one in (*texts, *names))
    return value if is_ours else {}

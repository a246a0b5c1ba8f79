"""The files of a `meta/` that is not in the migrations folder: written after that folder, and restored by `--undo`.

As the settings and the lock they are no part of the folder that is replaced in one step. The record has what is there
before and after, and a marker until it is written.
"""

from collections.abc import Mapping
from pathlib import Path

from journal.dataclass import dataclass
from journal.errors import JournalChanged, Place
from journal.folder.rewrite.many import RECORDS
from journal.folder.rewrite.store import changed, replace_file
from journal.project.files import FileKind, read_file
from journal.project.settings import Settings

_BEFORE, _AFTER, _WRITING = "outer_meta_before", "outer_meta_after", "writing_outer_meta"


@dataclass(frozen=True)
class OuterMeta:
    """The files that change, by their names: `before` and `after` have no key for one that is not there."""

    folder: Path
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]

    @classmethod
    def between(cls, folder: Path, copied: Path) -> "OuterMeta":
        """Return what differs between the folder and its copy."""
        before, after = _files(folder), _files(copied)
        names = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
        sides = ({name: side[name] for name in names if name in side} for side in (before, after))
        return cls(folder, *sides)

    def refuse_changed(self) -> None:
        """Raise JournalChanged where another process has changed one of the files."""
        present = _files(self.folder)
        if any(present.get(name) != self.before.get(name) for name in self.before.keys() | self.after.keys()):
            raise changed(self.folder)

    def write_to(self, record: Path) -> None:
        """Write both sides into the folder of a record, and the marker."""
        for base, files in ((_BEFORE, self.before), (_AFTER, self.after)):
            (record / base).mkdir(parents=True, exist_ok=True)
            for name, content in files.items():
                (record / base / name).write_bytes(content)
        (record / _WRITING).touch()


def complete_outer_meta(settings: Settings, record: Path) -> None:
    """Write the files of a record whose marker is there. One that a person has changed since stays."""
    if (record / _WRITING).exists():
        _put(settings, _files(record / _BEFORE), _files(record / _AFTER))
        (record / _WRITING).unlink()


def restore_outer_meta(settings: Settings, record: Path) -> None:
    """Restore what was there before. Raises JournalChanged where a file has changed since."""
    before, after = _files(record / _BEFORE), _files(record / _AFTER)
    present = _files(settings.meta)
    for name in before.keys() | after.keys():
        if present.get(name) not in (before.get(name), after.get(name)):
            path = settings.meta / name
            raise JournalChanged(f"{path} has changed since; nothing was undone.", place=Place(path))
    _put(settings, after, before)


def _put(settings: Settings, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> None:
    present = _files(settings.meta)
    for name in sorted(old.keys() | new.keys()):
        path = settings.meta / name
        if present.get(name) != old.get(name):
            continue
        if name in new:
            replace_file(path, new[name], root=settings.root, is_new=name not in present)
        else:
            path.unlink()


def _files(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder without those below it, such as records."""
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return {one.name: read_file(one, FileKind.SNAPSHOT) for one in paths
            if one.is_file() and not one.name.startswith(RECORDS)}  # fmt: skip

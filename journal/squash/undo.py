"""`squash --undo`: the old files come back, and the archive goes."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from journal.dataclass import dataclass
from journal.handback.publish import take_back
from journal.project.project import Project
from journal.squash.record import read_record, record_base
from journal.verbs.snapshot import UndoneWrite


@dataclass(frozen=True)
class UndoneSquash(UndoneWrite):
    """What was restored. `removed`: the files of the archive; one that has changed since stays."""

    document: ClassVar[str] = "squash.undone_json"
    removed: tuple[Path, ...] = ()


def undo_squash(project: Project) -> UndoneSquash:
    """Undo the files that the last `squash` wrote (`squash --undo`). Rows of databases that were replaced stay so.

    Raises JournalChanged where a file has changed since.

    >>> journal.undo_squash(project).passed
    False
    """
    settings = project.settings
    paths = read_record(settings).unchanged(settings.root)
    files = take_back(settings, record_base(settings), lambda: _remove(paths, settings.root))
    return UndoneSquash(files, paths if files else ())


def _remove(paths: Sequence[Path], root: Path) -> None:
    """Remove the files of the archive, and its folders where they are empty then."""
    for path in paths:
        path.unlink()
        for folder in (path.parent, *path.parent.parents):
            with suppress(OSError):  # it has other files
                if folder == root:
                    break
                folder.rmdir()

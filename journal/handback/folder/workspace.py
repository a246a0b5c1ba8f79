"""A copy of the project's migrations, laid out as Drizzle has it: all is done and proved there first."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from journal.errors import FolderUnreadable, JournalError, Place, SettingsInvalid
from journal.folder.entries import FILE_NAME
from journal.project.files import copy_file, linked_folders
from journal.project.os_errors import reason_in
from journal.project.settings import Settings
from journal.server.folders import RUNS
from journal.server.runs import run_folder

RECORDS = ("_snapshots_written_", "_handed_back_")
"""What the folders in `meta/` are called that hold what was there before."""


@dataclass(frozen=True)
class Workspace:
    """`settings` are the project's, for the copy; `folder` is private, and gone at the end."""

    folder: Path
    original: Settings
    settings: Settings

    @property
    def out(self) -> Path:
        """The copy, as drizzle-kit's `out`."""
        return self.settings.migrations

    @property
    def moves_meta(self) -> bool:
        """Whether the project's journal is not where drizzle-kit looks for it."""
        return self.original.meta.resolve() != (self.original.migrations / "meta").resolve()

    def told(self, text: str) -> str:
        """What is said of a copy, said of the project's own files: nobody finds a private folder when it is gone."""
        root, own = self.original.root, self.original.migrations
        ours = str(self.folder), os.path.relpath(self.folder.resolve(), root.resolve())
        names = rf"(?:{'|'.join(map(re.escape, ours))})/[\w-]+(?=/|\b)"
        return re.sub(names, lambda _: str(own.relative_to(root)) if own.is_relative_to(root) else str(own), text)

    def place(self, name: str) -> Path:
        """A new empty folder for some other work."""
        path = self.folder / name
        path.mkdir()
        return path


@contextmanager
def workspace(settings: Settings, journal_text: str) -> Iterator[Workspace]:
    """The copy, with this journal. Raises SettingsInvalid where there are two, FolderUnreadable."""
    inside = settings.migrations / "meta"
    if settings.meta.resolve() != inside.resolve() and (inside / FILE_NAME).exists():
        raise SettingsInvalid(
            f"There are two journals, {settings.meta / FILE_NAME} and {inside / FILE_NAME}; drizzle-kit reads that.",
            hint=f"Compare them, and move {settings.meta} away, or leave it out of the settings.",
            place=Place(inside / FILE_NAME),
        )
    with run_folder() as folder:
        out = folder / "out"
        try:
            _copy(settings, out)
        except (OSError, shutil.Error) as error:
            raise _uncopied(settings, error, folder) from None
        with RUNS.explained(folder):
            (out / "meta" / FILE_NAME).write_text(journal_text, encoding="utf-8", newline="")
        yield Workspace(folder, settings, replace(settings, migrations=out, meta=out / "meta"))


def _uncopied(settings: Settings, error: OSError, folder: Path) -> JournalError:
    """Which file it was, the first of them: shutil collects what happened to each."""
    first = error.args[0][0] if isinstance(error, shutil.Error) and isinstance(error.args[0], list) else None
    name, why = (first[0], first[2]) if first else (error.filename or settings.migrations, error.strerror)
    if no_room := reason_in(str(why), folder):
        return RUNS.full(folder, no_room)
    return FolderUnreadable(
        f"{name} cannot be copied: {str(why).rpartition('] ')[2].partition(': ')[0]}.",
        hint=f"ls -ld '{name}' shows who may read it.",
        place=Place(Path(name)),
    )


def copied(out: Path, place: Path) -> Path:
    """A second copy, for work that changes it; the records of earlier runs stay behind."""
    return Path(
        shutil.copytree(
            out, place, copy_function=copy_file, ignore=shutil.ignore_patterns(*(f"{name}*" for name in RECORDS))
        )
    )


def _copy(settings: Settings, out: Path) -> None:
    _copy_tree(settings.migrations, out)
    for parent, _, _ in os.walk(out):
        Path(parent).chmod(0o700)  # it is ours, whoever may write to the project's
    (out / "meta").mkdir(exist_ok=True)
    if (settings.meta.is_dir() and settings.meta != settings.migrations / "meta") or settings.meta.is_symlink():
        _copy_tree(settings.meta, out / "meta")


def _copy_tree(source: Path, target: Path) -> None:
    shutil.copytree(
        source,
        target,
        copy_function=copy_file,
        ignore=linked_folders,
        ignore_dangling_symlinks=True,
        dirs_exist_ok=True,
    )

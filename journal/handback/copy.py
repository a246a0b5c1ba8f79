"""Step 1, copy: a private copy of the project's migrations in Drizzle's layout, on which all other steps work."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from journal.dataclass import dataclass
from journal.errors import FolderUnreadable, JournalError, Place, SettingsInvalid
from journal.folder.entries import FILE_NAME
from journal.folder.rewrite.many import RECORDS
from journal.project.files import copy_folder
from journal.project.os_errors import reason_in
from journal.project.settings import Settings
from journal.server.cache_and_run_folders import RUNS
from journal.server.runs import run_folder


@dataclass(frozen=True)
class ProjectCopy:
    """`original` are the project's settings, `settings` those of the copy in `folder`, which is removed at the end.

    The journal of the copy has the hashes, also where they belong into the lock.
    """

    folder: Path
    original: Settings
    settings: Settings

    @property
    def out(self) -> Path:
        """Return the copied migrations folder, drizzle-kit's `out`."""
        return self.settings.migrations

    @property
    def moves_meta(self) -> bool:
        """Tell whether the project's `meta/` is not where drizzle-kit looks for it."""
        return self.original.meta.resolve() != (self.original.migrations / "meta").resolve()

    def in_project_paths(self, text: str) -> str:
        """Return a text about a copy with the paths of the project: the copy is gone when the text is read."""
        root, migrations = self.original.root, self.original.migrations
        own = str(migrations.relative_to(root)) if migrations.is_relative_to(root) else str(migrations)
        copies = str(self.folder), os.path.relpath(self.folder.resolve(), root.resolve())
        return re.sub(rf"(?:{'|'.join(map(re.escape, copies))})/[\w-]+(?=/|\b)", lambda _: own, text)

    def refer_to_project(self, error: JournalError) -> None:
        """Change an error about the copy into one about the project's files."""
        error.message, error.hint = (
            text.replace(str(self.out), str(self.original.migrations)) for text in (error.message, error.hint)
        )
        place = error.place
        if place and place.path.is_relative_to(self.out):
            path = self.original.migrations / place.path.relative_to(self.out)
            error.place = Place(path, place.line, place.column)


@contextmanager
def copy_project(settings: Settings, journal_text: str) -> Iterator[ProjectCopy]:
    """Copy the project's migrations, with this journal, while the block lasts.

    A JournalError in the block is changed into one about the project's files. Raises SettingsInvalid where the project
    has two journals, FolderUnreadable, ServerFailed where the disk is full.
    """
    inside = settings.migrations / "meta"
    if settings.meta.resolve() != inside.resolve() and (inside / FILE_NAME).exists():
        raise SettingsInvalid(
            f"There are two journals: {settings.meta / FILE_NAME} and {inside / FILE_NAME}, which drizzle-kit reads.",
            hint=f"Compare them. Then remove {settings.meta}, or its `meta` in the settings.",
            place=Place(inside / FILE_NAME),
        )
    with run_folder() as folder:
        out = folder / "out"
        _copy_folders(settings, out, folder)
        with RUNS.explained(folder):
            (out / "meta" / FILE_NAME).write_text(journal_text, encoding="utf-8", newline="")
        copy = ProjectCopy(folder, settings, replace(settings, migrations=out, meta=out / "meta", lock=None))
        try:
            yield copy
        except JournalError as error:
            copy.refer_to_project(error)
            raise


def _copy_folders(settings: Settings, out: Path, folder: Path) -> None:
    """Copy the migrations and `meta/`; links to other folders and to nothing are not followed."""
    pairs, meta = [(settings.migrations, out)], settings.meta
    try:
        if (meta.is_dir() and meta != settings.migrations / "meta") or meta.is_symlink():
            pairs.append((meta, out / "meta"))
        for source, target in pairs:
            copy_folder(source, target)
            for parent, _, _ in os.walk(out):
                Path(parent).chmod(0o700)  # the copy is ours, also where the project's folder is read-only
            (out / "meta").mkdir(exist_ok=True)
    except OSError as error:  # shutil.Error is one, and collects those of all files
        first = error.args[0][0] if isinstance(error, shutil.Error) and isinstance(error.args[0], list) else None
        name, why = (first[0], first[2]) if first else (error.filename or settings.migrations, error.strerror)
        if no_room := reason_in(str(why), folder):
            raise RUNS.full(folder, no_room) from None
        raise FolderUnreadable(
            f"{name} cannot be copied: {str(why).rpartition('] ')[2].partition(': ')[0]}.",
            hint=f"To see who may read it: ls -ld '{name}'",
            place=Place(Path(name)),
        ) from None


def second_copy(out: Path, place: Path) -> Path:
    """Copy the copy to `place`, without the records of earlier runs, for a proof that changes files."""
    return copy_folder(out, place, without=[f"{name}*" for name in RECORDS])

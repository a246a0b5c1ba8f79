"""A private copy of the target with the new files, on which everything is proved before anything is written."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from journal.adopt.files import AdoptedFiles
from journal.errors import JournalError, Place
from journal.folder.entries import FILE_NAME
from journal.handback.copy import ProjectCopy
from journal.project.files import FileKind, copy_folder, read_file
from journal.project.layout import SQL_OF_1
from journal.project.settings import Settings
from journal.replay.explain import MigrationFailed
from journal.server.runs import run_folder

_PACKAGES = "node_modules"


@contextmanager
def copy_with(settings: Settings, planned: AdoptedFiles) -> Iterator[ProjectCopy]:
    """Copy the target, and change it as planned, while the block lasts.

    A JournalError in the block becomes one about the project's files. The copy is a project of its own, so that no
    lock of the project is read or written.
    """
    with run_folder() as folder:
        out = folder / "out"
        if settings.migrations.is_dir():
            copy_folder(settings.migrations, out)
        out.mkdir(exist_ok=True)
        for parent, _, _ in os.walk(out):
            Path(parent).chmod(0o700)
        for name in planned.removed:
            (out / name).unlink()
            for empty in [out / one for one in Path(name).parents if one.name]:
                if not any(empty.iterdir()):
                    empty.rmdir()
        for name, content in planned.files.items():
            (out / name).parent.mkdir(exist_ok=True)
            (out / name).write_bytes(content)
        if planned.journal:
            (out / "meta").mkdir(exist_ok=True)
            (out / "meta" / FILE_NAME).write_text(planned.journal, encoding="utf-8", newline="")
        own = replace(settings, migrations=out, meta=out / "meta", lock=None)
        copy = ProjectCopy(folder, settings, own)
        try:
            yield copy
        except JournalError as error:
            copy.refer_to_project(error)
            if isinstance(error, MigrationFailed):
                _refer_to_source(error, planned)
            raise


def _refer_to_source(error: MigrationFailed, planned: AdoptedFiles) -> None:
    """Change the place of a statement into that in the file of the other tool, where its text is found there."""
    explanation, source = error.explanation, planned.sources.get(error.failed.tag)
    place = explanation.place if error.place is None else replace(explanation.place, path=error.place.path)
    error.warnings = tuple(one for one in error.warnings if one.code != "not-where-drizzle-looks")  # where the copy is
    if source is not None:
        error.add_note(f"{error.failed.name} would be made of {source}.")
        error.hint = error.hint or "Correct it in the file of the other tool, and type the same command again."
        name, tag = error.failed.name, error.failed.tag
        error.warnings = tuple(
            replace(one, place=place_in_source(planned, tag, one.place))
            if one.place and str(one.place.path).endswith(f"/{name}")
            else one
            for one in error.warnings
        )
        found = place_in_source(planned, error.failed.tag, explanation.place)
        if found != Place(source):
            place, error.failed = found, replace(error.failed, raw=read_file(source, FileKind.SQL))
    error.place, error.explanation = place, replace(explanation, place=place)


def place_in_source(planned: AdoptedFiles, tag: str, place: Place) -> Place:
    """Return a place in the SQL of a new entry as one in the file that it is made of; without a line if it differs."""
    source = planned.sources.get(tag)
    if source is None:
        return place
    copied = planned.files.get(f"{tag}/{SQL_OF_1}" if planned.is_version_1 else f"{tag}.sql", b"").decode(
        errors="replace"
    )
    if not copied:
        return place
    content = read_file(source, FileKind.SQL).decode(errors="replace")
    start = content.find(copied)
    if start >= 0:
        return Place(source, place.line + content[:start].count("\n"), place.column)
    wanted = copied.split("\n")[place.line - 1] if place.line else ""
    numbers = [number for number, line in enumerate(content.split("\n"), 1) if wanted and line == wanted]
    return Place(source, numbers[0], place.column) if len(numbers) == 1 else Place(source)


def own_root(copy: ProjectCopy) -> Settings:
    """Return the settings of the copy as a project of its own, with the packages of the project."""
    base = next((one for one in (copy.original.root, *copy.original.root.parents) if (one / _PACKAGES).is_dir()), None)
    packages = copy.folder / _PACKAGES
    if base and not packages.exists():
        packages.symlink_to((base / _PACKAGES).resolve())
    return replace(copy.settings, root=copy.folder)

"""The copy in the project's place: what changed is written at the end, all of it or nothing; and the way back."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from journal.errors import FolderUnreadable, JournalInvalid, Place
from journal.folder.rewrite.leftovers import temporary_folder
from journal.folder.rewrite.many import (
    HANDBACK,
    Listed,
    WrittenFiles,
    last_record,
    listed,
    refuse_changed,
    staging,
    undo,
)
from journal.folder.rewrite.store import changed, project_lock
from journal.handback.folder.workspace import RECORDS, Workspace
from journal.project.files import FileKind, boundary, leads_out, read_file
from journal.project.settings import Settings

_MOVED, _FROM, _MOVING = "moved_meta", "moved_from", "moving"
"""In a record: the `meta/` that was moved, a file with the place that it had, relative to the project, and one that is
there until nothing is in that place any more.
"""

State = tuple[Listed, Listed]
"""Of the migrations folder, and of a `meta/` beside it."""


def state_of(settings: Settings) -> State:
    """Both as they are now."""
    return listed(settings.migrations), listed(settings.meta)


def to_be_published(work: Workspace) -> tuple[str, ...]:
    """The names of what is to be written or removed, relative to the migrations folder; nothing is touched."""
    ours, theirs = _files(work.out), _files(work.original.migrations)
    return tuple(sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)))


def publish(work: Workspace, since: State) -> tuple[str, ...]:
    """Write it. `since`: the project's folders as they were when the copy was made.

    Raises JournalChanged where somebody wrote there meanwhile, JournalInvalid where it cannot be written.
    """
    original = work.original
    names = to_be_published(work)
    if not names and not work.moves_meta:
        return ()
    with project_lock(original), staging(original.migrations, HANDBACK) as stage:
        kept = original.migrations.resolve() / stage.record
        if state_of(original) != since:
            raise changed(original.migrations)
        for name in names:
            source = work.out / name
            if source.exists():
                stage.put(name, read_file(source, FileKind.SQL), source.stat().st_mode)
            else:
                stage.remove(name)
        moves = work.moves_meta and original.meta.is_dir()
        if moves:
            _keep_meta(original, stage.folder / stage.record)
        stage.close()
        if moves:
            shutil.rmtree(original.meta.resolve())
            (kept / _MOVING).unlink()
    return names


def _keep_meta(settings: Settings, record: Path) -> None:
    shutil.copytree(settings.meta, record / _MOVED, symlinks=True)
    (record / _FROM).write_text(os.path.relpath(settings.meta, settings.root))
    (record / _MOVING).touch()


def complete_move(settings: Settings) -> None:
    """Remove what is left of a `meta/` that a killed handback had moved already: files that its record has as they are.

    Call it under project_lock.
    """
    with suppress(JournalInvalid):  # a record that cannot be read is for --undo to tell
        record = last_record(settings.migrations, HANDBACK)
        if record and (record.folder / _MOVING).exists():
            moved, old = record.folder / _MOVED, _place_of(settings.root, record.folder)
            if not old.resolve().is_relative_to(settings.root.resolve()):
                return
            if old.is_dir() and not old.is_symlink():
                if not _files(old).items() <= _files(moved).items():
                    return  # somebody has put something in
                shutil.rmtree(old)
            (record.folder / _MOVING).unlink()


def take_back(settings: Settings) -> WrittenFiles | None:
    """Undo what the last handback wrote; None where there is nothing to undo. Raises JournalChanged, JournalInvalid."""
    target = settings.migrations
    with project_lock(settings):
        record = last_record(target, HANDBACK)
        if record is None:
            return None
        complete_move(settings)
        refuse_changed(target, record)
        _move_back(settings.root, record.folder)
        undo(target, record, HANDBACK)
    return record


def _place_of(root: Path, record: Path) -> Path:
    """Where the `meta/` of a record was."""
    place = record / _FROM
    return root / (read_file(place, FileKind.SETTINGS).decode() if place.exists() else "meta")


def _move_back(root: Path, record: Path) -> None:
    """A `meta/` that was moved has its own place again; that it has it already, a killed --undo has left so."""
    moved, back = record / _MOVED, _place_of(root, record)
    if not moved.is_dir() or (back.is_dir() and _files(back) == _files(moved)):
        return
    if leads_out(back, boundary(root)):
        raise FolderUnreadable(f"{record} names a folder outside the project; nothing was undone.", place=Place(record))
    if back.exists():
        raise FolderUnreadable(
            f"{back} exists again; nothing was undone.", hint="Move it away first.", place=Place(back)
        )
    with temporary_folder(back) as copy:
        shutil.copytree(moved, copy, symlinks=True, dirs_exist_ok=True)
        copy.rename(back)


def refuse_whole_project(settings: Settings) -> None:
    """Raise FolderUnreadable where the folder is the project's own, as with `out: "./"`.

    It changes places with its copy in one step, which a whole project, or a mount, would not take well.
    """
    if settings.root.resolve().is_relative_to(settings.migrations.resolve()):
        raise FolderUnreadable(
            f"The migrations are in {settings.migrations}, the project's own folder, which cannot be replaced at once.",
            hint="Move them into a folder of their own, and say it as `out` in drizzle.config.",
            place=Place(settings.migrations),
        )


def _files(folder: Path) -> dict[str, bytes]:
    """What each file holds, but for the records of earlier runs."""
    found: dict[str, bytes] = {}
    for path in folder.rglob("*"):
        name = str(path.relative_to(folder))
        if path.is_file() and not name.startswith(tuple(f"meta/{record}" for record in RECORDS)):
            found[name] = read_file(path, FileKind.SQL)
    return found

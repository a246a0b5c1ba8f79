"""The copy in the project's place: what changed is written at the end, all of it or nothing; and the way back."""

import os
import shutil
from pathlib import Path

from journal.errors import FolderUnreadable, Place
from journal.folder.config import Settings
from journal.folder.entries import FILE_NAME
from journal.folder.rewrite.many import (
    HANDBACK,
    Listed,
    Record,
    changed,
    last_record,
    listed,
    refuse_changed,
    staging,
    undo,
)
from journal.folder.rewrite.store import journal_lock
from journal.proof.folder.workspace import RECORDS, Workspace

_MOVED, _FROM = "moved_meta", "moved_from"
"""In a record: the `meta/` that was moved, and a file with the place that it had, relative to the project."""

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
    with journal_lock(original.meta / FILE_NAME), staging(original.migrations, HANDBACK) as stage:
        if state_of(original) != since:
            raise changed(original.migrations)
        for name in names:
            source = work.out / name
            if source.exists():
                stage.put(name, source.read_bytes(), source.stat().st_mode)
            else:
                stage.remove(name)
        moves = work.moves_meta and original.meta.is_dir()
        if moves:
            _keep_meta(original, stage.folder / stage.record)
        stage.close()
        if moves:
            shutil.rmtree(original.meta.resolve())
    return names


def _keep_meta(settings: Settings, record: Path) -> None:
    shutil.copytree(settings.meta, record / _MOVED, symlinks=True)
    (record / _FROM).write_text(os.path.relpath(settings.meta, settings.root))


def take_back(settings: Settings) -> Record | None:
    """Undo what the last handback wrote; None where there is nothing to undo. Raises JournalChanged, JournalInvalid."""
    target = settings.migrations
    with journal_lock(settings.meta / FILE_NAME):
        record = last_record(target, HANDBACK)
        if record is None:
            return None
        refuse_changed(target, record)
        _move_back(settings.root, record.folder)
        undo(target, record, HANDBACK)
    return record


def _move_back(root: Path, record: Path) -> None:
    """A `meta/` that was moved has its own place again."""
    moved, place = record / _MOVED, record / _FROM
    back = root / (place.read_text() if place.exists() else "meta")
    if not moved.is_dir():
        return
    if back.exists():
        raise FolderUnreadable(
            f"{back} is there again; nothing was undone.", hint="Move it away first.", place=Place(back)
        )
    shutil.copytree(moved, back, symlinks=True)


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
            found[name] = path.read_bytes()
    return found

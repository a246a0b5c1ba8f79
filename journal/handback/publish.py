"""Step 5, publish: the changed files of the copy replace those of the project, all or none; and the undo."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from journal.errors import FolderUnreadable, JournalInvalid, Place
from journal.folder.rewrite.many import (
    HANDBACK,
    RECORDS,
    Listed,
    WrittenFiles,
    last_record,
    listed,
    refuse_changed,
    staging,
    undo,
)
from journal.folder.rewrite.store import changed, project_lock
from journal.folder.rewrite.temporary import temporary_folder
from journal.handback.copy import ProjectCopy
from journal.handback.named_settings import NewSettings, complete_settings, restore_settings
from journal.handback.new_lock import NewLock, complete_lock, restore_lock
from journal.handback.recorded import NOTHING_RECORDED, RecordedChanges
from journal.project.files import FileKind, boundary, leads_out, read_file
from journal.project.settings import Settings

_MOVED, _FROM, _MOVING = "moved_meta", "moved_from", "moving"
"""In a record: the `meta/` that was moved; a file with its path before, relative to the project; and a marker that is
there until the old `meta/` is removed.
"""

State = tuple[Listed, Listed]
"""The files of the migrations folder, and of a `meta/` beside it."""


def prepare(settings: Settings) -> tuple[Settings, State]:
    """Finish a handback that was killed after its files; return the settings then, and the state of the folders.

    Raises FolderUnreadable where the migrations are in the project's own folder, as with `out: "./"`: it is replaced by
    its copy in one step, which would replace the whole project.
    """
    if settings.root.resolve().is_relative_to(settings.migrations.resolve()):
        raise FolderUnreadable(
            f"The migrations are in {settings.migrations}, the project's own folder, which cannot be replaced at once.",
            hint="Move them into a folder of their own, and set it as `out` in drizzle.config.",
            place=Place(settings.migrations),
        )
    renamed = None
    with project_lock(settings):
        _complete_move(settings)
        with suppress(JournalInvalid):  # `--undo` reports a record that cannot be read
            record = last_record(settings.migrations, HANDBACK)
            renamed = complete_settings(settings, record.folder) if record else None
            if record:
                complete_lock(settings, record.folder)
    return renamed.settings(settings) if renamed else settings, state_of(settings)


def state_of(settings: Settings) -> State:
    """Return the state of both folders now."""
    return listed(settings.migrations), listed(settings.meta)


def to_be_published(copy: ProjectCopy) -> tuple[str, ...]:
    """Return the paths to write or remove, relative to the migrations folder. Writes nothing."""
    ours, theirs = _contents(copy.out), _contents(copy.original.migrations)
    return tuple(sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)))


def publish(
    copy: ProjectCopy,
    before: State,
    recorded: RecordedChanges = NOTHING_RECORDED,
    named: NewSettings | None = None,
    lock: NewLock | None = None,
) -> bool:
    """Write the copy's changes; return False where nothing differs. `before`: the state when the copy was made.

    `recorded`: what the record has to say of files whose hash or name changes. `named`: the settings with the new
    names, and `lock` the new lock, which are written after the files; where the run is killed in between, the next one
    writes them.

    Raises JournalChanged where the project has changed since, JournalInvalid where it cannot be written.
    """
    original, names = copy.original, to_be_published(copy)
    others = [one for one in (named, lock if lock and lock.changes else None) if one]
    if not names and not copy.moves_meta and not others:
        return False
    with project_lock(original), staging(original.migrations, HANDBACK) as stage:
        for one in others:
            one.refuse_changed()
        record = original.migrations.resolve() / stage.record
        if state_of(original) != before:
            raise changed(original.migrations)
        for name in names:
            source = copy.out / name
            if source.exists():
                stage.put(name, read_file(source, FileKind.SQL), source.stat().st_mode)
            else:
                stage.remove(name)
        recorded.write_to(stage.folder / stage.record)
        for one in others:
            one.write_to(stage.folder / stage.record)
        moves = copy.moves_meta and original.meta.is_dir()
        if moves:
            kept = stage.folder / stage.record
            shutil.copytree(original.meta, kept / _MOVED, symlinks=True)
            (kept / _FROM).write_text(os.path.relpath(original.meta, original.root))
            (kept / _MOVING).touch()
        stage.close()
        if moves:
            shutil.rmtree(original.meta.resolve())
            (record / _MOVING).unlink()
        complete_settings(original, record)
        complete_lock(original, record)
    return bool(names or others)


def take_back(settings: Settings) -> WrittenFiles | None:
    """Undo the last handback; return None where there is nothing to undo. Raises JournalChanged, JournalInvalid."""
    with project_lock(settings):
        record = last_record(settings.migrations, HANDBACK)
        if record is None:
            return None
        _complete_move(settings)
        refuse_changed(settings.migrations, record)
        restore_settings(settings, record.folder)
        restore_lock(settings, record.folder)
        _move_back(settings.root, record.folder)
        undo(settings.migrations, record, HANDBACK)
    return record


def _complete_move(settings: Settings) -> None:
    """Remove a `meta/` that a killed handback had moved, where it has nothing but what the record keeps."""
    with suppress(JournalInvalid):  # `--undo` reports a record that cannot be read
        record = last_record(settings.migrations, HANDBACK)
        if record and (record.folder / _MOVING).exists():
            old = _former_place(settings.root, record.folder)
            if not old.resolve().is_relative_to(settings.root.resolve()):
                return
            if old.is_dir() and not old.is_symlink():
                if not _contents(old).items() <= _contents(record.folder / _MOVED).items():
                    return  # there are new files
                shutil.rmtree(old)
            (record.folder / _MOVING).unlink()


def _move_back(root: Path, record: Path) -> None:
    """Copy a moved `meta/` to its former place, unless a killed `--undo` has done so."""
    moved, back = record / _MOVED, _former_place(root, record)
    if not moved.is_dir() or (back.is_dir() and _contents(back) == _contents(moved)):
        return
    if leads_out(back, boundary(root)):
        raise FolderUnreadable(f"{record} names a folder outside the project; nothing was undone.", place=Place(record))
    if back.exists():
        raise FolderUnreadable(
            f"{back} exists again; nothing was undone.", hint=f"Move {back} away first.", place=Place(back)
        )
    with temporary_folder(back) as copy:
        shutil.copytree(moved, copy, symlinks=True, dirs_exist_ok=True)
        copy.rename(back)


def _former_place(root: Path, record: Path) -> Path:
    place = record / _FROM
    return root / (read_file(place, FileKind.SETTINGS).decode() if place.exists() else "meta")


def _contents(folder: Path) -> dict[str, bytes]:
    """Return the content of each file, without the records of earlier runs."""
    found: dict[str, bytes] = {}
    for path in folder.rglob("*"):
        name = str(path.relative_to(folder))
        if path.is_file() and not name.startswith(tuple(f"meta/{record}" for record in RECORDS)):
            found[name] = read_file(path, FileKind.SQL)
    return found

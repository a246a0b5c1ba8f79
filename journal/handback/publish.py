"""Step 5, publish: the changed files of the copy replace those of the project, all or none; and the undo."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from shlex import quote
from typing import Protocol

from journal.errors import FolderUnreadable, JournalChanged, JournalInvalid, Place
from journal.folder.rewrite.many import (
    HANDBACK,
    HANDBACK_TO_1,
    Listed,
    WrittenFiles,
    base_of,
    last_record,
    listed,
    refuse_changed,
    staging,
    undo,
)
from journal.folder.rewrite.store import changed, project_lock
from journal.folder.rewrite.temporary import temporary_folder
from journal.handback.named_settings import complete_settings, restore_settings
from journal.handback.new_lock import complete_lock, restore_lock
from journal.handback.outer_meta import complete_outer_meta, restore_outer_meta
from journal.handback.publication import Publication, contents_of
from journal.handback.recorded import NOTHING_RECORDED
from journal.project.files import FileKind, boundary, leads_out, read_file
from journal.project.layout import SQL_OF_1
from journal.project.settings import Settings

_MOVED, _FROM, _MOVING = "moved_meta", "moved_from", "moving"
"""In a record: the `meta/` that was moved; a file with its path before, relative to the project; and a marker that is
there until the old `meta/` is removed.
"""

State = tuple[Listed, Listed]
"""The files of the migrations folder, and of a `meta/` beside it."""


def refuse_own_folder(settings: Settings) -> None:
    """Raise FolderUnreadable where the migrations are in the project's own folder, as with `out: "./"`.

    The folder is replaced by its copy in one step, which would replace the whole project.
    """
    if settings.root.resolve().is_relative_to(settings.migrations.resolve()):
        raise FolderUnreadable(
            f"The migrations are in {settings.migrations}, the project's own folder, which cannot be replaced at once.",
            hint="Move them into a folder of their own, and set it as `out` in drizzle.config.",
            place=Place(settings.migrations),
        )


def prepare(settings: Settings, base: str = "") -> tuple[Settings, State]:
    """Finish a handback that was killed after its files; return the settings then, and the state of the folders.

    `base`: the name of the records, where they are those of a rebase. Raises FolderUnreadable where the migrations are
    in the project's own folder.
    """
    refuse_own_folder(settings)
    renamed = None
    with project_lock(settings):
        _complete_move(settings)
        with suppress(JournalInvalid):  # `--undo` reports a record that cannot be read
            record = last_record(settings.migrations, base or base_of(settings.migrations))
            if record:
                complete_outer_meta(settings, record.folder)
                renamed = complete_settings(settings, record.folder)
                complete_lock(settings, record.folder)
    return renamed.settings(settings) if renamed else settings, state_of(settings)


def refuse_linked_folders(settings: Settings) -> None:
    """Raise FolderUnreadable where a folder of Drizzle is a link: it would stay, beside those of the other layout."""
    for path in sorted(settings.migrations.glob("*")):
        if path.is_symlink() and path.is_dir() and (path.name == "meta" or (path / SQL_OF_1).exists()):
            link, folder = quote(str(path)), quote(str(path.resolve()))
            raise FolderUnreadable(
                f"{path} is a symbolic link to {path.resolve()}, so the folder cannot be replaced in one step.",
                hint=f"Replace the link by that folder: rm {link} && mv {folder} {link}",
                place=Place(path),
            )


def state_of(settings: Settings) -> State:
    """Return the state of both folders now."""
    return listed(settings.migrations), listed(settings.meta)


class WritesToRecord(Protocol):
    """What a record has to say beside the names of the files."""

    def write_to(self, record: Path) -> None:
        """Write it into the folder of the record."""


def publish(
    new: Publication, before: State, recorded: WritesToRecord = NOTHING_RECORDED, base: str | None = None
) -> bool:
    """Write the copy's changes; return False where nothing differs. `before`: the state when the copy was made.

    `recorded`: what the record has to say of files whose hash or name changes; `base`: its name, of another command
    than handback. The settings and the lock are written after the files; where the run is killed in between, the next
    one writes them.

    Raises JournalChanged where the project has changed since, JournalInvalid where it cannot be written.
    """
    copy, original = new.copy, new.copy.original
    if not new.files and not new.moves_meta:
        return False
    base = base or (HANDBACK_TO_1 if new.to_1 else HANDBACK)
    with project_lock(original), staging(original.migrations, base) as stage:
        new.refuse_changed()
        record = original.migrations.resolve() / stage.record
        if state_of(original) != before:
            raise changed(original.migrations)
        for name in new.names:
            source = copy.out / name
            if source.exists():
                stage.put(name, read_file(source, FileKind.SQL), source.stat().st_mode)
            else:
                stage.remove(name)
        recorded.write_to(stage.folder / stage.record)
        new.write_to(stage.folder / stage.record)
        moves = new.moves_meta and original.meta.is_dir()
        if moves:
            kept = stage.folder / stage.record
            shutil.copytree(original.meta, kept / _MOVED, symlinks=True)
            (kept / _FROM).write_text(os.path.relpath(original.meta, original.root))
            (kept / _MOVING).touch()
        stage.close()
        if moves:
            shutil.rmtree(original.meta.resolve())
            (record / _MOVING).unlink()
        complete_outer_meta(original, record)
        complete_settings(original, record)
        complete_lock(original, record)
    return bool(new.files)


def take_back(
    settings: Settings, base: str = "", before_exchange: Callable[[], None] = lambda: None
) -> WrittenFiles | None:
    """Undo the last handback; return None where there is nothing to undo. Raises JournalChanged, JournalInvalid.

    `base`: the name of the records, where they are those of a rebase. `before_exchange`: what else has to go, while the
    record is still there for the run after a kill.
    """
    with project_lock(settings):
        base = base or base_of(settings.migrations)
        record = last_record(settings.migrations, base)
        if record is None:
            return None
        _complete_move(settings)
        refuse_changed(settings.migrations, record)
        _refuse_later(settings, record, base)
        restore_outer_meta(settings, record.folder)
        restore_settings(settings, record.folder)
        restore_lock(settings, record.folder)
        _move_back(settings.root, record.folder)
        before_exchange()
        undo(settings.migrations, record, base)
    return record


def _refuse_later(settings: Settings, record: WrittenFiles, base: str) -> None:
    """Raise JournalChanged where the folder has migrations of 1.0 that came after the handback to it."""
    ours = {Path(name).parts[0] for name, _ in record.written}
    folders = sorted(path.parent.name for path in settings.migrations.glob(f"*/{SQL_OF_1}"))
    later = [name for name in folders if name not in ours]
    if later and base == HANDBACK_TO_1:
        raise JournalChanged(
            f"{later[0]} came after the handback; nothing was undone.",
            hint="The layout of 0.x has no place for it. Remove it first, if no database has applied it.",
            place=Place(settings.migrations / later[0]),
        )


def _complete_move(settings: Settings) -> None:
    """Remove a `meta/` that a killed handback had moved, where it has nothing but what the record keeps."""
    with suppress(JournalInvalid):  # `--undo` reports a record that cannot be read
        record = last_record(settings.migrations, base_of(settings.migrations))
        if record and (record.folder / _MOVING).exists():
            old = _former_place(settings.root, record.folder)
            if not old.resolve().is_relative_to(settings.root.resolve()):
                return
            if old.is_dir() and not old.is_symlink():
                if not contents_of(old).items() <= contents_of(record.folder / _MOVED).items():
                    return  # there are new files
                shutil.rmtree(old)
            (record.folder / _MOVING).unlink()


def _move_back(root: Path, record: Path) -> None:
    """Copy a moved `meta/` to its former place, unless a killed `--undo` has done so."""
    moved, back = record / _MOVED, _former_place(root, record)
    if not moved.is_dir() or (back.is_dir() and contents_of(back) == contents_of(moved)):
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

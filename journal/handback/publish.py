"""Step 5, publish: the changed files of the copy replace those of the project, all or none; and the undo."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

import orjson

from journal.dataclass import dataclass
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
from journal.ledger.rehash import HashChange
from journal.project.files import FileKind, boundary, leads_out, read_file
from journal.project.settings import Settings

_HASHES = "hashes.json"
_MOVED, _FROM, _MOVING = "moved_meta", "moved_from", "moving"
"""In a record: the `meta/` that was moved; a file with its path before, relative to the project; and a marker that is
there until the old `meta/` is removed.
"""

State = tuple[Listed, Listed]
"""The files of the migrations folder, and of a `meta/` beside it."""


def prepare(settings: Settings) -> State:
    """Finish a move of `meta/` that was killed, and return the state of the project's folders.

    Raises FolderUnreadable where the migrations are in the project's own folder, as with `out: "./"`: it is replaced by
    its copy in one step, which would replace the whole project.
    """
    if settings.root.resolve().is_relative_to(settings.migrations.resolve()):
        raise FolderUnreadable(
            f"The migrations are in {settings.migrations}, the project's own folder, which cannot be replaced at once.",
            hint="Move them into a folder of their own, and set it as `out` in drizzle.config.",
            place=Place(settings.migrations),
        )
    with project_lock(settings):
        _complete_move(settings)
    return state_of(settings)


def state_of(settings: Settings) -> State:
    """Return the state of both folders now."""
    return listed(settings.migrations), listed(settings.meta)


def to_be_published(copy: ProjectCopy) -> tuple[str, ...]:
    """Return the paths to write or remove, relative to the migrations folder. Writes nothing."""
    ours, theirs = _contents(copy.out), _contents(copy.original.migrations)
    return tuple(sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)))


@dataclass(frozen=True)
class RecordedHashes:
    """What a record has of files whose hash changed, and the databases whose rows followed, as they may be shown."""

    changes: tuple[HashChange, ...] = ()
    databases: tuple[str, ...] = ()


def recorded_hashes(settings: Settings) -> RecordedHashes:
    """Return what the records of all handbacks have, of each file the newest change."""
    base = settings.migrations.resolve() / HANDBACK
    found, names = dict[str, HashChange](), dict[str, None]()
    with suppress(OSError):
        folders = sorted(base.parent.glob(f"{base.name}*"), key=lambda one: (len(one.name), one.name))
        for folder in folders:
            one = _hashes_in(folder)
            found |= {change.tag: change for change in one.changes}
            names |= dict.fromkeys(one.databases)
    return RecordedHashes(tuple(found.values()), tuple(names))


def _hashes_in(record: Path) -> RecordedHashes:
    try:
        value = orjson.loads(read_file(record / _HASHES, FileKind.JOURNAL))
        changes = tuple(HashChange(*map(str, words)) for words in value["changes"])
        return RecordedHashes(changes, tuple(map(str, value["databases"])))
    except (OSError, ValueError, KeyError, TypeError):  # there is none, or a person has edited it
        return RecordedHashes()


def undoable_hashes(settings: Settings) -> RecordedHashes:
    """Return the changes that the undo of the last handback takes back."""
    record = last_record(settings.migrations, HANDBACK)
    return _hashes_in(record.folder) if record else RecordedHashes()


def publish(copy: ProjectCopy, before: State, hashes: RecordedHashes | None = None) -> bool:
    """Write the copy's changes; return False where nothing differs. `before`: the state when the copy was made.

    `hashes`: what the record has to say of files whose hash changes.

    Raises JournalChanged where the project has changed since, JournalInvalid where it cannot be written.
    """
    original, names = copy.original, to_be_published(copy)
    if not names and not copy.moves_meta:
        return False
    with project_lock(original), staging(original.migrations, HANDBACK) as stage:
        record = original.migrations.resolve() / stage.record
        if state_of(original) != before:
            raise changed(original.migrations)
        for name in names:
            source = copy.out / name
            if source.exists():
                stage.put(name, read_file(source, FileKind.SQL), source.stat().st_mode)
            else:
                stage.remove(name)
        if hashes and hashes.changes:
            kept = stage.folder / stage.record
            kept.mkdir(parents=True, exist_ok=True)
            words = [[one.tag, one.ran_as, one.old, one.new] for one in hashes.changes]
            value = {"changes": words, "databases": hashes.databases}
            (kept / _HASHES).write_bytes(orjson.dumps(value, option=orjson.OPT_INDENT_2))
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
    return bool(names)


def take_back(settings: Settings) -> WrittenFiles | None:
    """Undo the last handback; return None where there is nothing to undo. Raises JournalChanged, JournalInvalid."""
    with project_lock(settings):
        record = last_record(settings.migrations, HANDBACK)
        if record is None:
            return None
        _complete_move(settings)
        refuse_changed(settings.migrations, record)
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

"""Write a plan into the copy of the project: the other branch's files as they are there, then the own ones."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from journal.dataclass import dataclass
from journal.folder.entries import FILE_NAME, Entry, Journal
from journal.folder.lock import Lock, LockedMigration, lock_path, unread_lock
from journal.folder.rewrite.writing import with_entries, with_hashes
from journal.folder.snapshots import prefix_of
from journal.folder.version_1_snapshots import FILE_NAME as SNAPSHOT_OF_1
from journal.handback.copy import ProjectCopy
from journal.handback.new_lock import NewLock
from journal.project.files import FileKind, read_file
from journal.rebase.plan import Move, RebasePlan


@dataclass(frozen=True)
class WrittenCopy:
    """`journal`: the new text of the journal, empty for a folder of 1.0. `lock`: the new one, None without any.

    `has_snapshots`: the project has snapshots, so that the own entries get theirs.
    """

    journal: str
    lock: NewLock | None
    has_snapshots: bool


def write_plan(copy: ProjectCopy, plan: RebasePlan, lock_there: Lock | None) -> WrittenCopy:
    """Write the files of the plan into the copy, without the snapshots of the own entries.

    `lock_there`: the lock of the other branch.
    """
    journal = "" if plan.is_version_1 else joined_journal(copy, plan)
    has_snapshots = _clean(copy, plan)
    _put_base(copy, plan)
    for move in plan.own:
        _put(copy.out / plan.sql_name(move.after.tag), move.own.raw)
        if move.own.down:
            _put(copy.out / plan.down_name(move), move.own.down_raw)
    lock = _lock(copy, plan, lock_there)
    if not plan.is_version_1:
        hashes = _hashes(plan, lock)
        _put(copy.settings.meta / FILE_NAME, (with_hashes(journal, hashes) if hashes else journal).encode())
    return WrittenCopy(journal, _new_lock(copy, lock) if lock else None, has_snapshots)


def joined_journal(copy: ProjectCopy, plan: RebasePlan) -> str:
    """Return the text of the other branch's journal with the own entries after it; none of its bytes changes."""
    journal = plan.base.journal if plan.base else Journal(copy.original.meta / FILE_NAME)
    for move in plan.own:
        entry = move.after
        journal = replace(journal, is_locked=entry.hash is None or plan_lock(plan) is not None)
        text = with_entries(journal, (entry,))
        journal = replace(journal, entries=(*journal.entries, entry), text=text)
    return journal.text


def plan_lock(plan: RebasePlan) -> Lock | None:
    """Return the first lock that a side has."""
    return next((side.lock for side in plan.working.sides if side.lock), None)


def _clean(copy: ProjectCopy, plan: RebasePlan) -> bool:
    """Remove what is written anew, and conflicts; tell whether the folder or the other branch had snapshots."""
    meta, out = copy.settings.meta, copy.out
    if plan.is_version_1:
        shutil.rmtree(meta)  # the copy has one for the journal of 0.x
        present = [*out.glob(f"*/{SNAPSHOT_OF_1}")]
        names = {one.before.tag for one in plan.moves} | {one.tag for one in plan.base_entries}
        gone = [path for path in present if path.parent.name in names]
    else:
        present = [*meta.glob("*_snapshot.json")]
        prefixes = {prefix_of(tag) for one in plan.moves for tag in (one.before.tag, one.after.tag)}
        prefixes |= {prefix_of(one.tag) for one in plan.base_entries}
        gone = [path for path in present if prefix_of(path.name) in prefixes]
    for path in (*gone, *(out / name for name in plan.old_paths)):
        path.unlink(missing_ok=True)
    for move in plan.moves if plan.is_version_1 else ():
        old, new = out / move.before.tag, out / move.after.tag
        if old.is_dir() and old != new and not move.is_known and not new.exists():
            old.rename(new)  # it may have other files
        elif old.is_dir() and not any(old.iterdir()):
            old.rmdir()
    return bool(present) or any(_snapshots_there(plan))


def _snapshots_there(plan: RebasePlan) -> Iterator[Path]:
    if plan.base:
        settings = plan.base.settings
        pattern = f"*/{SNAPSHOT_OF_1}" if plan.is_version_1 else "*_snapshot.json"
        yield from (settings.migrations if plan.is_version_1 else settings.meta).glob(pattern)


def _put_base(copy: ProjectCopy, plan: RebasePlan) -> None:
    """Write the SQL files of the other branch, and its snapshots, byte for byte."""
    if not plan.base:
        return
    there = plan.base.settings
    for path in (path for path in there.migrations.rglob("*.sql") if path.is_file()):
        _put(copy.out / path.relative_to(there.migrations), read_file(path, FileKind.SQL))
    target, source = (copy.out, there.migrations) if plan.is_version_1 else (copy.settings.meta, there.meta)
    for path in _snapshots_there(plan):
        _put(target / path.relative_to(source), read_file(path, FileKind.SNAPSHOT))


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or read_file(path, FileKind.SQL) != content:
        path.write_bytes(content)


def _lock(copy: ProjectCopy, plan: RebasePlan, there: Lock | None) -> Lock | None:
    """Return the lock of the other branch with the lines of the own entries, and their reasons, under the new tags."""
    own = plan_lock(plan)
    if own is None and (there is None or copy.original.lock is None):
        return None
    before = there or own or unread_lock(copy.original)
    base = {one.tag for one in plan.base_entries}
    locked = dict(there.migrations) if there else {tag: one for tag, one in before.migrations.items() if tag in base}
    for move in plan.own:
        if line := _locked(plan, move):
            locked[move.after.tag] = line
    return replace(before, path=lock_path(copy.original), migrations=locked)


def _locked(plan: RebasePlan, move: Move) -> LockedMigration | None:
    lines = [side.lock.migrations.get(move.before.tag) for side in plan.working.sides if side.lock]
    return next((one for one in lines if one and one.hash == move.own.hash), next(filter(None, lines), None))


def _hashes(plan: RebasePlan, lock: Lock | None) -> Mapping[int, str]:
    """Return the hashes of the lock by the position of their entry: the copy's journal has them meanwhile."""
    entries: tuple[Entry, ...] = (*plan.base_entries, *(one.after for one in plan.own))
    locked = lock.migrations if lock else {}
    return {index: locked[one.tag].hash for index, one in enumerate(entries) if one.tag in locked}


def _new_lock(copy: ProjectCopy, lock: Lock) -> NewLock:
    path = lock_path(copy.original)
    try:
        before = read_file(path, FileKind.JOURNAL, within=copy.original.boundary).decode()
    except FileNotFoundError:
        before = ""
    return NewLock(path, before, lock.with_migrations(lock.migrations))

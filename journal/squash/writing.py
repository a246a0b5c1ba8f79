"""Write a squash into the copy of the project: the new file, the journal, the snapshots and the lock."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import orjson

from journal.dataclass import dataclass
from journal.folder.down_names import is_down_of
from journal.folder.entries import FILE_NAME, Entry
from journal.folder.hashing import drizzle_hash
from journal.folder.jsontext import Edit, apply, read
from journal.folder.lock import Lock, LockedMigration, lock_beside_journal
from journal.folder.read import Folder
from journal.folder.rewrite.writing import with_hashes
from journal.folder.snapshots import NO_PARENT, SnapshotFile, prefix_of, read_snapshots, relinked
from journal.folder.version_1_downs import FILE_NAME as DOWN_NAME
from journal.folder.version_1_snapshots import FILE_NAME as SNAPSHOT_OF_1
from journal.folder.version_1_snapshots import GraphSnapshot, read_graph
from journal.handback.copy import ProjectCopy
from journal.handback.new_lock import NewLock
from journal.project.files import FileKind, read_file
from journal.snapshot.graph_rows import Rows, apply_changes


@dataclass(frozen=True)
class SquashWriter:
    """`folder`: the project as it is in the copy; `entry`: the last one that is squashed, `gone` those before it."""

    copy: ProjectCopy
    folder: Folder
    entry: Entry
    gone: Sequence[Entry]

    @property
    def sql_name(self) -> str:
        """Return the path of the file, relative to the migrations folder."""
        path = self.folder.by_tag[self.entry.tag].path
        return str(path.relative_to(self.copy.out))

    @property
    def hash_before(self) -> str:
        """Return the hash of the file that the entry has now."""
        return drizzle_hash(self.folder.by_tag[self.entry.tag].raw)

    def write(self, sql: str) -> str:
        """Write all but the lock; return the text of the journal, empty in a folder of 1.0."""
        raw = sql.encode()
        if self.folder.is_version_1:
            self._write_graph()
        else:
            self._write_chain()
        for name in self._sql_files():
            (self.copy.out / name).unlink(missing_ok=True)
        (self.copy.out / self.sql_name).write_bytes(raw)
        return "" if self.folder.is_version_1 else self._journal(drizzle_hash(raw))

    def going(self) -> frozenset[str]:
        """Return the files that go or change beside that of the entry, relative to the migrations folder."""
        if self.folder.is_version_1:
            folders = [self.copy.out / one.tag for one in self.gone]
            found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
            found.append(self.copy.out / self.entry.tag / SNAPSHOT_OF_1)
        else:
            found = [*(one.path for one in self._old_snapshots()), self.copy.settings.meta / FILE_NAME]
        return frozenset([*self._sql_files(), *(str(path.relative_to(self.copy.out)) for path in found)])

    def _old_snapshots(self) -> list[SnapshotFile]:
        """Return the snapshots of 0.x of all that is squashed, in the order of drizzle-kit.

        One that no entry has is among them where its number is below that of the entry: drizzle-kit reads all.
        """
        own, *later = (prefix_of(one.tag) for one in self.folder.journal.entries[len(self.gone) :])
        squashed = {prefix_of(one.tag) for one in self.gone} - {*later} | {own}
        found = read_snapshots(self.copy.settings.meta)
        return [one for one in found if one.prefix in squashed or (one.prefix not in later and one.prefix < own)]

    def _sql_files(self) -> list[str]:
        """Return the SQL files that go, with the down files of all that is squashed."""
        tags = {one.tag for one in self.gone}
        found = [one.path for one in self.folder.migrations if one.tag in tags]
        squashed = [*tags, self.entry.tag]
        found += [one.path for one in self.folder.downs if any(is_down_of(one.tag, tag) for tag in squashed)]
        if self.folder.is_version_1:
            found.append(self.copy.out / self.entry.tag / DOWN_NAME)
        return [str(path.relative_to(self.copy.out)) for path in found]

    def _journal(self, hash_: str) -> str:
        """Write the journal without the entries that go; every other byte stays."""
        text = self.folder.journal.text
        items = read(text).members["entries"].items
        if self.gone:
            text = apply(text, [Edit(items[0].start, items[len(self.gone)].start, "")])
        if self.entry.hash and not lock_beside_journal(self.copy.original):
            text = with_hashes(text, {0: hash_})
        (self.copy.settings.meta / FILE_NAME).write_text(text, encoding="utf-8", newline="")
        return text

    def _write_chain(self) -> None:
        """Remove the snapshots of 0.x that go; the newest begins the chain, also where it is of an earlier entry."""
        found = self._old_snapshots()
        newest = found[-1] if found else None
        content = relinked(newest, newest.id, NO_PARENT) if newest and newest.id and newest.parent else None
        for one in found:
            if content or prefix_of(self.entry.tag) != one.prefix:
                one.path.unlink()
        if content:
            (self.copy.settings.meta / f"{prefix_of(self.entry.tag)}_snapshot.json").write_bytes(content)

    def _write_graph(self) -> None:
        """Remove the folders of 1.0 that go; the base of the graph is in that of the entry, even if it had none."""
        out, squashed = self.copy.out, [one.tag for one in (*self.gone, self.entry)]
        graph = {one.folder: one for one in read_graph(out)}
        below = [graph[tag] for tag in squashed if tag in graph and not graph[tag].is_missing]
        if below and all(one.id for one in below):
            _put_base(out / self.entry.tag / SNAPSHOT_OF_1, below)
            lost = {one.id for one in below[:-1]}
            for name, one in graph.items():
                if name not in squashed and lost & {*one.parents}:
                    _join(one, below[-1].id, lost)
        for tag in squashed[:-1]:
            shutil.rmtree(out / tag, ignore_errors=True)


def _put_base(path: Path, below: Sequence[GraphSnapshot]) -> None:
    """Write the last snapshot as a base: the rows that all of them make, in drizzle-kit's order of their creation."""
    rows: Rows = {}
    for one in below:
        apply_changes(rows, orjson.loads(read_file(one.path, FileKind.SNAPSHOT)))
    first = orjson.loads(read_file(below[0].path, FileKind.SNAPSHOT))
    first.pop("deltas", None)
    base = {
        **first,
        "type": "base",
        "id": below[-1].id,
        "prevIds": [NO_PARENT],
        "ddl": [*rows.values()],
        "footprints": [],
    }
    path.write_bytes(orjson.dumps(base, option=orjson.OPT_INDENT_2))


def _join(one: GraphSnapshot, parent: str, lost: set[str]) -> None:
    """Give a snapshot the base as its parent in place of those that go."""
    value = orjson.loads(read_file(one.path, FileKind.SNAPSHOT))
    parents = dict.fromkeys(parent if id_ in lost else id_ for id_ in value["prevIds"])
    one.path.write_bytes(orjson.dumps({**value, "prevIds": [*parents]}, option=orjson.OPT_INDENT_2))


def squashed_lock(lock: Lock, entry: Entry, gone: Sequence[Entry], hash_: str) -> NewLock:
    """Return the lock without the migrations that go, and with the new hash."""
    tags = {one.tag for one in gone}
    locked = {name: one for name, one in lock.migrations.items() if name not in tags}
    return NewLock(lock.path, lock.text, lock.with_migrations({**locked, entry.tag: LockedMigration(hash_)}))

"""Write a squash into the copy of the project: the new file, the journal, the snapshots and the lock."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import orjson

from journal.dataclass import dataclass
from journal.folder.down_names import is_down_of
from journal.folder.entries import FILE_NAME, Entry
from journal.folder.hashing import drizzle_hash
from journal.folder.jsontext import Edit, apply, read
from journal.folder.lock import Lock, LockedMigration
from journal.folder.read import Folder
from journal.folder.rewrite.writing import with_hashes
from journal.folder.snapshots import NO_PARENT, prefix_of, read_snapshots, relinked
from journal.folder.version_1_downs import FILE_NAME as DOWN_NAME
from journal.folder.version_1_snapshots import FILE_NAME as SNAPSHOT_OF_1
from journal.folder.version_1_snapshots import GraphSnapshot, read_graph
from journal.handback.copy import ProjectCopy, second_copy
from journal.handback.new_lock import NewLock
from journal.project.files import FileKind, read_file
from journal.project.settings import Settings
from journal.snapshot.graph_changes import Rows, apply_changes


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
            found = [*self._gone_snapshots(), self.copy.settings.meta / FILE_NAME]
        return frozenset([*self._sql_files(), *(str(path.relative_to(self.copy.out)) for path in found)])

    def _gone_snapshots(self) -> Iterator[Path]:
        """Yield the snapshots of 0.x that go: those of no entry that stays."""
        kept = {prefix_of(one.tag) for one in self.folder.journal.entries[len(self.gone) :]}
        gone = {prefix_of(one.tag) for one in self.gone} - kept
        yield from (one.path for one in read_snapshots(self.copy.settings.meta) if one.prefix in gone)

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
        if self.entry.hash and not self.folder.lock:
            text = with_hashes(text, {0: hash_})
        (self.copy.settings.meta / FILE_NAME).write_text(text, encoding="utf-8", newline="")
        return text

    def _write_chain(self) -> None:
        """Remove the snapshots of 0.x that go, and let the chain begin with that of the entry."""
        for path in [*self._gone_snapshots()]:
            path.unlink()
        for one in read_snapshots(self.copy.settings.meta):
            if one.prefix == prefix_of(self.entry.tag) and one.id and one.parent != NO_PARENT:
                one.path.write_bytes(relinked(one, one.id, NO_PARENT))

    def _write_graph(self) -> None:
        """Remove the folders of 1.0 that go; the snapshot of the entry becomes the base of the graph."""
        out, tags = self.copy.out, {one.tag for one in self.gone}
        graph = {one.folder: one for one in read_graph(out)}
        own = graph.get(self.entry.tag)
        lost = {one.id for name, one in graph.items() if name in tags and one.id}
        below = [graph[one.tag] for one in (*self.gone, self.entry) if one.tag in graph]
        if own and own.id and all(one.id for one in below):
            _put_base(own, below)
        for name, one in graph.items():
            if own and own.id and name not in {*tags, self.entry.tag} and lost & {*one.parents}:
                _join(one, own.id, lost)
        for tag in tags:
            shutil.rmtree(out / tag, ignore_errors=True)


def _put_base(own: GraphSnapshot, below: Sequence[GraphSnapshot]) -> None:
    """Write the snapshot as a base: the rows that all of them make, in drizzle-kit's order of their creation."""
    rows: Rows = {}
    for one in below:
        apply_changes(rows, orjson.loads(read_file(one.path, FileKind.SNAPSHOT)))
    first = orjson.loads(read_file(below[0].path, FileKind.SNAPSHOT))
    base = {**first, "id": own.id, "prevIds": [NO_PARENT], "ddl": [*rows.values()], "footprints": []}
    own.path.write_bytes(orjson.dumps(base, option=orjson.OPT_INDENT_2))


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


def locked_settings(copy: ProjectCopy, lock: NewLock | None, root: Path) -> Settings:
    """Return settings of a project in `root` that has the copy's files and the new lock."""
    original = copy.original
    inside = Path("out")
    if original.migrations.is_relative_to(original.root):
        inside = original.migrations.relative_to(original.root)
    second_copy(copy.out, root / inside)
    if lock:
        (root / lock.path.name).write_text(lock.after, encoding="utf-8", newline="")
    return replace(copy.settings, root=root, migrations=root / inside, meta=root / inside / "meta", lock=original.lock)

"""Decide which entries are the branch's own, and what each becomes behind those of the other branch. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property

from journal.dataclass import dataclass
from journal.folder.down_names import is_down_of
from journal.folder.entries import Entry
from journal.folder.git.tree import lf
from journal.folder.hashing import drizzle_hash
from journal.folder.read import Folder
from journal.folder.snapshots import prefix_of
from journal.folder.version_1_downs import FILE_NAME as DOWN_NAME
from journal.project.layout import SQL_OF_1
from journal.project.settings_edit import RenamedFiles
from journal.rebase.names import is_same_name, moved_entries, moved_folders
from journal.rebase.sides import Side, WorkingFolder


@dataclass(frozen=True)
class OwnEntry:
    """An entry that only the branch has, with the bytes of its file and its down file, as one side has them."""

    entry: Entry
    raw: bytes
    down: str = ""
    down_raw: bytes = b""

    @property
    def hash(self) -> str:
        """Return the hash that Drizzle records of the file."""
        return drizzle_hash(self.raw)


@dataclass(frozen=True)
class Move:
    """What an own entry becomes. `is_known`: the other branch has it already, under the tag and `when` of `after`."""

    own: OwnEntry
    after: Entry
    is_known: bool = False

    @property
    def before(self) -> Entry:
        """Return the entry as the branch has it."""
        return self.own.entry

    @property
    def changes(self) -> bool:
        """Tell whether the entry gets another `idx`, `when` or tag."""
        before, after = self.before, self.after
        return (before.idx, before.when, before.tag) != (after.idx, after.when, after.tag)


@dataclass(frozen=True)
class Refusal:
    """An entry or a file that no rule decides about: a stable name, a sentence, and what to do."""

    name: str
    message: str
    help: str


@dataclass(frozen=True)
class RebasePlan:
    """`base`: the other branch's folder, None where it has no migration. `moves` are in the new order.

    `is_joined`: what the folder has of the base is as it is there, and before the branch's own. `is_merged`: this
    branch has all commits of the other one.
    """

    ref: str
    base: Folder | None
    working: WorkingFolder
    moves: tuple[Move, ...]
    refusals: tuple[Refusal, ...] = ()
    is_joined: bool = True
    is_merged: bool = False
    is_version_1: bool = False

    @property
    def base_entries(self) -> tuple[Entry, ...]:
        """Return the entries of the other branch."""
        return self.base.journal.entries if self.base else ()

    @property
    def own(self) -> tuple[Move, ...]:
        """Return the moves of entries that the other branch does not have."""
        return tuple(one for one in self.moves if not one.is_known)

    @property
    def is_needed(self) -> bool:
        """Tell whether something has to move, or a merge has left conflicts or another order."""
        changed = any(one.changes or one.is_known for one in self.moves)
        lost = self.is_merged and self.new_here
        return bool(self.working.conflicts or changed or lost or not self.is_joined or self.refusals)

    @property
    def new_here(self) -> tuple[str, ...]:
        """Return the tags of the base that a side does not have."""
        known = [{one.tag for one in side.entries} for side in self.working.sides]
        return tuple(one.tag for one in self.base_entries if not all(one.tag in tags for tags in known))

    @cached_property
    def renamed(self) -> RenamedFiles:
        """Return the new names by the old ones. A name that is also one of the base stays for that."""
        taken = {one.tag for one in self.base_entries}
        tags, files = dict[str, str](), dict[str, str]()
        for move in self.moves:
            old, new = move.before.tag, move.after.tag
            if old == new or old in taken:
                continue
            tags[old] = new
            files[self.sql_name(old)] = self.sql_name(new)
            if down := move.own.down:
                files[down] = self.down_name(move)
        return RenamedFiles(tags, files)

    def sql_name(self, tag: str) -> str:
        """Return the path of a migration's file in the migrations folder."""
        return f"{tag}/{SQL_OF_1}" if self.is_version_1 else f"{tag}.sql"

    def down_name(self, move: Move) -> str:
        """Return the new path of a down file."""
        old, new, down = move.before.tag, move.after.tag, move.own.down.removesuffix(".sql")
        if self.is_version_1:
            return f"{new}/{DOWN_NAME}" if down == f"{old}/down" else f"{down.replace(old, new, 1)}.sql"
        renamed = down.replace(prefix_of(old), prefix_of(new), 1) if "_" in old else down.replace(old, new, 1)
        return f"{renamed if is_down_of(renamed, new) else f'{new}.down'}.sql"

    @cached_property
    def old_paths(self) -> frozenset[str]:
        """Return the paths of own migrations and down files as the sides have them."""
        paths = {self.sql_name(one.before.tag) for one in self.moves} | {one.own.down for one in self.moves}
        return frozenset(paths - {""})


def plan_rebase(
    ref: str, base: Folder | None, working: WorkingFolder, recovered: Mapping[str, Entry], *, is_merged: bool
) -> RebasePlan:
    """Return the plan. `recovered`: entries of an earlier journal for files that a merge left without one, by tag."""
    search = _EntrySearch(ref, base, working, recovered)
    own = search.own()
    is_version_1 = working.sides[0].is_version_1
    entries = base.journal.entries if base else ()
    mover = moved_folders if is_version_1 else moved_entries
    new = mover(entries, [one.entry for one in own])
    moves = (*search.known, *(Move(one, after) for one, after in zip(own, new, strict=True)))
    joined, refusals = search.is_joined(moves), tuple(search.refusals)
    return RebasePlan(ref, base, working, moves, refusals, joined, is_merged, is_version_1)


class _EntrySearch:
    """Looks at each entry of each side: one of the base, one that the base has by another name, or an own one."""

    def __init__(self, ref: str, base: Folder | None, working: WorkingFolder, recovered: Mapping[str, Entry]) -> None:
        self.ref, self.sides, self.recovered = ref, working.sides, recovered
        entries = base.journal.entries if base else ()
        self.base = {one.tag: base.by_tag[one.tag].raw for one in entries if base and one.tag in base.by_tag}
        self.entries = {one.tag: one for one in entries}
        self.files = {one.tag for one in base.migrations} if base else set[str]()
        self.by_hash = {drizzle_hash(raw): tag for tag, raw in self.base.items()}
        self.known: list[Move] = []
        self.refusals: list[Refusal] = []

    def own(self) -> list[OwnEntry]:
        """Return the branch's own entries, each once, in the order of the sides."""
        found: dict[tuple[str, str], OwnEntry] = {}
        for side in self.sides:
            listed = {one.tag for one in side.entries}
            lost = [one for tag, one in self.recovered.items() if tag not in listed and side.sql(tag) is not None]
            for entry in (*side.entries, *sorted(lost, key=lambda one: one.when)):
                if one := self._own(side, entry):
                    found.setdefault((entry.tag, one.hash), one)
        return [*found.values()]

    def _own(self, side: Side, entry: Entry) -> OwnEntry | None:
        tag, raw = entry.tag, side.sql(entry.tag)
        is_left = self._is_of_base(side, entry, raw) if tag in self.entries else self._is_refused(side, entry, raw)
        if is_left or raw is None:
            return None
        down = self._down(side, entry)
        own = OwnEntry(entry, raw, down, side.files.get(down, b""))
        same = self.by_hash.get(own.hash)
        if same and same != tag and is_same_name(same, tag):
            self.known.append(Move(own, self.entries[same], is_known=True))
            return None
        return own

    def _is_of_base(self, side: Side, entry: Entry, raw: bytes | None) -> bool:
        """Tell whether an entry with a tag of the base is that one, or an edited one, which is refused."""
        tag, there = entry.tag, self.base.get(entry.tag)
        if raw is None or there is None:
            return True
        if lf(raw) == lf(there):
            if tag not in side.forked and entry.when != self.entries[tag].when:  # both branches have made it
                self.known.append(Move(OwnEntry(entry, raw), self.entries[tag], is_known=True))
            return True
        if tag in side.forked:
            message = f"{side.sql_name(tag)} is not as {self.ref} has it, and is no migration of this branch alone."
            way = f"Give it the content of {self.ref}, and put the change into a migration of its own: "
            self._refuse("base-file-changed", message, f"{way}git checkout {self.ref} -- FILE")
        return tag in side.forked

    def _is_refused(self, side: Side, entry: Entry, raw: bytes | None) -> bool:
        """Tell whether an entry has no file, or is one that the other branch has removed."""
        tag = entry.tag
        if raw is None:
            message = f"The journal lists {tag}, but there is no {side.sql_name(tag)}."
            self._refuse("entry-without-file", message, "Restore the file from git, or remove the entry.")
        elif tag in side.forked and drizzle_hash(raw) not in self.by_hash:
            message = f"{self.ref} has removed {tag}, which this branch has from it."
            way = f"Remove it here, too. If the branch still needs it: bring it back in {self.ref} first."
            self._refuse("removed-there", message, way)
            return True
        return raw is None

    def _refuse(self, name: str, message: str, help_: str) -> None:
        if (one := Refusal(name, message, help_)) not in self.refusals:
            self.refusals.append(one)

    def _down(self, side: Side, entry: Entry) -> str:
        """Return the path of the down file that this side has of an entry, and the base has not; empty without one."""
        tag, listed = entry.tag, {side.sql_name(one.tag) for one in side.entries}
        if side.is_version_1 and f"{tag}/{DOWN_NAME}" in side.files:
            return f"{tag}/{DOWN_NAME}"
        names = (name for name in side.files if name not in listed and name.removesuffix(".sql") not in self.files)
        return next((name for name in names if is_down_of(name.removesuffix(".sql"), tag)), "")

    def is_joined(self, moves: Sequence[Move]) -> bool:
        """Tell whether each side has its entries once, those of the base as they are there and before the own ones."""
        own = {one.before.tag for one in moves} - self.entries.keys()
        return not any(self._is_mixed(side, own) for side in self.sides)

    def _is_mixed(self, side: Side, own: Collection[str]) -> bool:
        tags = [one.tag for one in side.entries]
        kinds = [tag in own for tag in tags]
        there = [(one.tag, one.when) for one in side.entries if one.tag in self.entries and one.tag in side.forked]
        here = [(tag, one.when) for tag, one in self.entries.items() if tag in tags and tag in side.forked]
        is_lost = any(tag not in tags and side.sql(tag) is not None for tag in self.recovered)
        return kinds != sorted(kinds) or len({*tags}) != len(tags) or there != here or is_lost


def unlisted(base: Folder | None, working: WorkingFolder, ignored: Sequence[str]) -> Iterator[str]:
    """Yield the tags of SQL files that no side lists and the base has not, such as those of a lost entry. 0.x alone."""
    listed = {one.tag for side in working.sides for one in side.entries}
    there = {one.tag for one in base.migrations} if base else set[str]()
    names = {name for side in working.sides if not side.is_version_1 for name in side.files}
    for name in sorted(names - {*ignored}):
        tag = name.removesuffix(".sql")
        if tag not in listed | there and not any(is_down_of(tag, other) for other in listed | there):
            yield tag

"""Which entries lack a snapshot, and what `id` and `prevId` each is to have. What schema it tells is not known here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from journal.errors import Note
from journal.folder.snapshots import NO_PARENT, SnapshotFile, prefix_of

VERSION = "7"
"""What drizzle-kit 0.31 writes; it refuses all others."""


@dataclass(frozen=True)
class Link:
    """A snapshot to be written: the state after the entry `tag`.

    `keeps`: the snapshot that is there; what it says of the schema stays, and only its place in the chain changes.
    """

    tag: str
    id: str
    parent: str
    keeps: SnapshotFile | None = None

    @property
    def name(self) -> str:
        """The file's name in `meta/`."""
        return f"{prefix_of(self.tag)}_snapshot.json"


@dataclass(frozen=True)
class Chain:
    """The plan. `links` are in the journal's order; `head` is the id of the last one, those that are there included.

    `misfits`: snapshots that are there and have to change before the chain is straight, a sentence each.
    """

    links: tuple[Link, ...]
    head: str
    kept: int
    misfits: tuple[str, ...]
    notes: tuple[Note, ...]


def plan_chain(
    tags: Sequence[str],
    snapshots: Sequence[SnapshotFile],
    *,
    replace: bool = False,
    fresh: Callable[[], str] = lambda: str(uuid4()),
) -> Chain:
    """The chain for these tags, which are in the journal's order, joined to the snapshots that are there.

    With `replace`, those that do not fit are among the links, and no misfit is left. Source of what a chain is:
    drizzle-kit `validateWithReport`, and `up` of 1.0, which wants one root and no gap.
    """
    known = {one.prefix: one for one in snapshots}
    slots = [(tag, known.get(prefix_of(tag))) for tag in _with_a_file(tags)]
    joining = _Joining({one.id for _, one in slots if one and one.id}, replace=replace, fresh=fresh)
    for place, (tag, there) in enumerate(slots):
        following = slots[place + 1][1] if place + 1 < len(slots) else None
        joining.take(tag, there, following)
    notes = (*_told_of_tags(tags), *_told_of_order(tags, known))
    return Chain(tuple(joining.links), joining.head, joining.kept, tuple(joining.misfits), notes)


def _with_a_file(tags: Sequence[str]) -> Iterator[str]:
    """The tags that have a file of their own: of several with one prefix the last, as drizzle-kit leaves it."""
    last = {prefix_of(tag): tag for tag in tags}
    yield from (tag for tag in tags if prefix_of(tag) and last[prefix_of(tag)] == tag)


class _Joining:
    """The chain so far."""

    def __init__(self, ids: set[str], *, replace: bool, fresh: Callable[[], str]) -> None:
        self.ids, self.replace, self.fresh = ids, replace, fresh
        self.head, self.kept = NO_PARENT, 0
        self.seen: set[str] = set()
        self.links: list[Link] = []
        self.misfits: list[str] = []

    def take(self, tag: str, there: SnapshotFile | None, following: SnapshotFile | None) -> None:
        if there is None:
            self._add(Link(tag, self._wanted_by(following) or self.fresh(), self.head))
            return
        unusable = _unusable(there)
        said = unusable or self._misfit(there)
        if not said:
            self.kept += 1
            self.head = there.id or ""
        elif self.replace:
            new = there.id is None or there.id in self.seen
            own = self.fresh() if new else str(there.id)
            self._add(Link(tag, own, self.head, None if unusable else there))
        else:
            self.misfits.append(f"{there.path.name} {said}")
            self.head = there.id or self.fresh()
        self.seen.add(self.head)

    def _add(self, link: Link) -> None:
        self.links.append(link)
        self.head = link.id
        self.seen.add(link.id)

    def _wanted_by(self, following: SnapshotFile | None) -> str | None:
        """The id that the snapshot after it has as its parent, where nobody else has that id."""
        parent = following.parent if following and not _unusable(following) else None
        return parent if parent and parent != NO_PARENT and parent not in self.ids | self.seen else None

    def _misfit(self, there: SnapshotFile) -> str:
        if there.id is None or there.id in self.seen:
            return "has no `id`." if there.id is None else f"has the `id` of a snapshot before it, {there.id}."
        if there.parent == self.head:
            return ""
        whose = "it is the first" if self.head == NO_PARENT else "that is the snapshot before it"
        return f"has the `prevId` {there.parent}, and has to have {self.head}: {whose}."


def _unusable(one: SnapshotFile) -> str:
    if one.problem:
        return f"{one.problem}."
    if one.version != VERSION or one.dialect != "postgresql":
        return f"has version {one.version!r} and dialect {one.dialect!r}; drizzle-kit 0.31 reads '7' and 'postgresql'."
    return ""


def _told_of_tags(tags: Sequence[str]) -> Iterator[Note]:
    seen: dict[str, str] = {}
    for tag in tags:
        prefix = prefix_of(tag)
        if not prefix:
            yield Note(
                "no-prefix",
                f"The tag {tag} has nothing before its first underscore, and drizzle-kit passes over `_snapshot.json`: "
                "it gets no snapshot.",
                f"Rename it and its file, such as 0000{tag}; the hash stays as it is.",
            )
            continue
        if "_" not in tag:
            yield Note(
                "tag-without-underscore",
                f"The tag {tag} has no underscore: its snapshot is {prefix}_snapshot.json, and drizzle-kit 1.0 finds "
                "no name in it.",
                "Rename it and its file to NUMBER_NAME; the hash stays as it is.",
            )
        other = seen.setdefault(prefix, tag)
        if other != tag:
            yield Note(
                "shared-prefix",
                f"{other} and {tag} share {prefix}_snapshot.json, which can tell the state after the later one only; "
                "drizzle-kit 1.0 refuses the folder.",
                "Give one of them another number, tag and file; the hash stays as it is.",
            )


def _told_of_order(tags: Sequence[str], known: Mapping[str, SnapshotFile]) -> Iterator[Note]:
    """`generate` compares with the lexically last file of meta/, whoever's it is."""
    prefixes = [prefix_of(tag) for tag in tags if prefix_of(tag)]
    names = sorted(f"{prefix}_snapshot.json" for prefix in {*prefixes, *known})
    if prefixes and names[-1] != f"{prefixes[-1]}_snapshot.json":
        yield Note(
            "snapshot-order",
            f"`drizzle-kit generate` compares with {names[-1]}, the lexically last snapshot, and not with "
            f"{prefixes[-1]}_snapshot.json of the last entry.",
            "Rename tags, files and snapshots so that names sort as the journal does; hashes stay as they are.",
        )

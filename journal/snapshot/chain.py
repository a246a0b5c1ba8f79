"""Which entries lack a snapshot, and the `id` and `prevId` of each. The contents of snapshots are not known here."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace
from uuid import uuid4

from journal.dataclass import dataclass
from journal.errors import Note
from journal.folder.snapshots import NO_PARENT, SnapshotFile, prefix_of

VERSION = "7"
"""The version that drizzle-kit 0.31 writes; it refuses all others."""


@dataclass(frozen=True)
class Link:
    """A snapshot to be written, with the schema after the entry `tag`.

    `keeps`: the existing snapshot, of which only `id` and `prevId` change.
    """

    tag: str
    id: str
    parent: str
    keeps: SnapshotFile | None = None

    @property
    def name(self) -> str:
        """The name of the file in `meta/`."""
        return f"{prefix_of(self.tag)}_snapshot.json"


@dataclass(frozen=True)
class Chain:
    """The plan. `links`: what is written, in the journal's order. `head`: the id of the last snapshot, new or existing.

    `misfits`: a sentence for each existing snapshot that has to change before the chain is straight. `kept`: those that
    stay as they are. `orphans`: those of no entry, to be set aside.
    """

    links: tuple[Link, ...]
    head: str
    kept: tuple[SnapshotFile, ...]
    misfits: tuple[str, ...]
    notes: tuple[Note, ...]
    orphans: tuple[SnapshotFile, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    """The tag of each prefix, in the journal's order."""


def plan_chain(
    tags: Sequence[str],
    snapshots: Sequence[SnapshotFile],
    *,
    replace: bool = False,
    new_id: Callable[[], str] = lambda: str(uuid4()),
) -> Chain:
    """Return the chain for these tags, in the journal's order, with the existing snapshots in it.

    With `replace`, the misfits are links, or orphans. Source: drizzle-kit `validateWithReport`, which counts orphans,
    too, and `up` of 1.0, which wants one root and no gap.
    """
    known = {snapshot.prefix: snapshot for snapshot in snapshots}
    last = {prefix_of(tag): tag for tag in tags}  # of several tags with one prefix, drizzle-kit leaves the last one's
    slots = [(tag, known.get(prefix_of(tag))) for tag in tags if prefix_of(tag) and last[prefix_of(tag)] == tag]
    builder = _ChainBuilder({found.id for found in snapshots if found.id}, replace=replace, new_id=new_id)
    following = [found for _, found in slots[1:]] + [None]
    for (tag, found), next_found in zip(slots, following, strict=False):
        builder.add(tag, found, next_found)
    orphans = tuple(found for found in snapshots if found.prefix not in last)
    if not replace:
        builder.misfits += (f"{found.path.name} belongs to no entry, and drizzle-kit reads it." for found in orphans)
    notes = (*_notes_on_tags(tags), *_notes_on_order(tags, {} if replace else known))
    kept = tuple(builder.kept)
    return Chain(
        tuple(builder.links), builder.head, kept, tuple(builder.misfits), notes, orphans if replace else (), last
    )


def with_rebuilt(chain: Chain, names: Collection[str]) -> Chain:
    """Return the chain where the snapshots of these files are written, too, with the schema of the replay."""
    again = {one.path.name: one for one in chain.kept if one.path.name in names}
    links = [replace(link, keeps=None) if link.name in names else link for link in chain.links]
    links += [Link(chain.tags[one.prefix], str(one.id), str(one.parent)) for one in again.values()]
    order = {tag: number for number, tag in enumerate(chain.tags.values())}
    links.sort(key=lambda link: order[link.tag])
    kept = tuple(one for one in chain.kept if one.path.name not in again)
    return replace(chain, links=tuple(links), kept=kept)


class _ChainBuilder:
    """The chain so far."""

    def __init__(self, ids: set[str], *, replace: bool, new_id: Callable[[], str]) -> None:
        self.ids, self.replace, self.new_id = ids, replace, new_id
        self.head = NO_PARENT
        self.kept: list[SnapshotFile] = []
        self.seen: set[str] = set()
        self.links: list[Link] = []
        self.misfits: list[str] = []

    def add(self, tag: str, found: SnapshotFile | None, following: SnapshotFile | None) -> None:
        """Add an entry. `found`: its snapshot; `following`: the snapshot of the next entry."""
        if found is None:
            # The next snapshot has the id of this one as its parent, unless another snapshot has that id.
            parent = following.parent if following and not _unusable(following) else None
            is_free = parent and parent != NO_PARENT and parent not in self.ids | self.seen
            self._link(Link(tag, parent if parent and is_free else self.new_id(), self.head))
            return
        unusable = _unusable(found)
        misfit = unusable or self._misfit(found)
        if not misfit:
            self.kept.append(found)
            self.head = found.id or ""
        elif self.replace:
            is_used = found.id is None or found.id in self.seen or found.id == NO_PARENT
            own = self.new_id() if is_used else str(found.id)
            self._link(Link(tag, own, self.head, None if unusable else found))
        else:
            self.misfits.append(f"{found.path.name} {misfit}")
            self.head = found.id or self.new_id()
        self.seen.add(self.head)

    def _link(self, link: Link) -> None:
        self.links.append(link)
        self.head = link.id
        self.seen.add(link.id)

    def _misfit(self, found: SnapshotFile) -> str:
        if found.id in self.seen:
            return f"has the same `id` as an earlier snapshot, {found.id}."
        if found.parent == self.head or (not found.parent and self._is_root_of_pull(found)):
            return ""
        reason = "as the first snapshot" if self.head == NO_PARENT else "the `id` of the snapshot before it"
        return f"has the `prevId` {found.parent}; it has to be {self.head}, {reason}."

    def _is_root_of_pull(self, found: SnapshotFile) -> bool:
        """Tell whether it is the first one as `drizzle-kit pull` writes it; 1.0 refuses it, and 0.31 does not."""
        return found.parent == "" and self.head == NO_PARENT and not self.seen and not self.replace


def _unusable(snapshot: SnapshotFile) -> str:
    if snapshot.problem:
        return f"{snapshot.problem}."
    if snapshot.version != VERSION or snapshot.dialect != "postgresql":
        found = f"version {snapshot.version!r} and dialect {snapshot.dialect!r}"
        return f"has {found}; drizzle-kit 0.31 reads '7' and 'postgresql'."
    for key, value in (("id", snapshot.id), ("prevId", snapshot.parent)):
        if value is None:
            return f"has no `{key}`."
    return f"has no valid `{snapshot.lacks}`." if snapshot.lacks else ""


def _notes_on_tags(tags: Sequence[str]) -> Iterator[Note]:
    seen: dict[str, str] = {}
    for tag in tags:
        prefix = prefix_of(tag)
        if not prefix:
            yield Note(
                "no-prefix",
                f"The tag {tag} has nothing before its first underscore, so it gets no snapshot: drizzle-kit skips "
                "`_snapshot.json`.",
                f"Rename the tag and its file, for example to 0000{tag}; the hash stays the same.",
            )
            continue
        if "_" not in tag:
            yield Note(
                "tag-without-underscore",
                f"The tag {tag} has no underscore: its snapshot is {prefix}_snapshot.json, and drizzle-kit 1.0 finds "
                "no name in it.",
                "Rename the tag and its file to NUMBER_NAME; the hash stays the same.",
            )
        other = seen.setdefault(prefix, tag)
        if other != tag:
            yield Note(
                "shared-prefix",
                f"{other} and {tag} share {prefix}_snapshot.json, which has the schema after the later one; "
                "drizzle-kit 1.0 refuses the folder.",
                "Give one of them another number, in tag and file; the hash stays the same.",
            )


def _notes_on_order(tags: Sequence[str], known: Mapping[str, SnapshotFile]) -> Iterator[Note]:
    """`generate` compares with the lexically last file in meta/, also one of no entry."""
    prefixes = [prefix_of(tag) for tag in tags if prefix_of(tag)]
    names = sorted(f"{prefix}_snapshot.json" for prefix in {*prefixes, *known})
    if prefixes and names[-1] != f"{prefixes[-1]}_snapshot.json":
        yield Note(
            "snapshot-order",
            f"`drizzle-kit generate` compares with {names[-1]}, the lexically last snapshot, and not with "
            f"{prefixes[-1]}_snapshot.json of the last entry.",
            "Rename tags, files and snapshots so that they sort in the journal's order; the hashes stay the same.",
        )

"""Which folders of drizzle 1.0 lack a snapshot, and the id and the parents of each. The contents are not known here."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from uuid import uuid4

from journal.dataclass import dataclass
from journal.errors import Note
from journal.folder.snapshots import NO_PARENT
from journal.folder.version_1 import by_locale
from journal.folder.version_1_snapshots import FILE_NAME, GraphSnapshot


@dataclass(frozen=True)
class GraphLink:
    """The snapshot of the migration `tag`, as it will be. `parents` are ids; that of the first migration has none.

    `keeps`: the existing snapshot, of which at most the parents change.
    """

    tag: str
    id: str
    parents: tuple[str, ...]
    keeps: GraphSnapshot | None = None

    @property
    def name(self) -> str:
        """The name of the file, relative to the folder of the migrations."""
        return f"{self.tag}/{FILE_NAME}"


@dataclass(frozen=True)
class Graph:
    """The plan. `links`: what is written, in the order of the migrator. `kept`: snapshots that stay as they are.

    `misfits`: a sentence for each existing snapshot that has to change first. `orphans`: those without a migration, to
    be set aside. `nodes`: the snapshots of all migrations as they will be.
    """

    links: tuple[GraphLink, ...]
    kept: tuple[GraphSnapshot, ...]
    misfits: tuple[str, ...]
    notes: tuple[Note, ...]
    orphans: tuple[GraphSnapshot, ...]
    nodes: tuple[GraphLink, ...]


def plan_graph(
    tags: Sequence[str],
    snapshots: Sequence[GraphSnapshot],
    *,
    replace: bool = False,
    rebuild_all: bool = False,
    new_id: Callable[[], str] = lambda: str(uuid4()),
) -> Graph:
    """Return the graph for these migrations, in the order of the migrator, with the existing snapshots in it.

    With `replace`, the misfits are links, or orphans; with `rebuild_all`, all snapshots are links, and keep their ids
    and parents. Source: drizzle-kit 1.0, `assertHistory`: one base, known parents, each folder after its parents.
    """
    found = {one.folder: one for one in snapshots if not one.is_missing}
    planner = _Planner(tags, [found.get(tag) for tag in tags], new_id)
    nodes, misfits = planner.nodes(), planner.misfits
    nodes = [replace_keeps(node) for node in nodes] if rebuild_all else nodes
    orphans = tuple(one for name, one in found.items() if name not in {*tags})
    sentences = [f"{tag}/{FILE_NAME} {why}" for tag, why in misfits.items()]
    sentences += [f"{one.folder}/{FILE_NAME} has no migration beside it, and drizzle-kit reads it." for one in orphans]
    may_change = replace or rebuild_all
    is_link = {node.tag: node.keeps is None or node.tag in misfits for node in nodes}
    links = [node for node in nodes if is_link[node.tag] and (may_change or node.tag not in misfits)]
    kept = tuple(node.keeps for node in nodes if node.keeps and not is_link[node.tag])
    return Graph(
        tuple(links),
        kept,
        () if may_change else tuple(sentences),
        tuple(_notes_on_order(tags)),
        orphans if may_change else (),
        tuple(nodes),
    )


def graph_with_rebuilt(graph: Graph, names: Collection[str]) -> Graph:
    """Return the graph where the snapshots of these files are written, too, with the changes of their migrations."""
    written = {link.name for link in graph.links} | {*names}
    order = [replace_keeps(node) if node.name in names else node for node in graph.nodes]
    kept = tuple(one for one in graph.kept if f"{one.folder}/{FILE_NAME}" not in names)
    return replace(graph, links=tuple(one for one in order if one.name in written), kept=kept)


def replace_keeps(link: GraphLink) -> GraphLink:
    """Return the same snapshot, rebuilt."""
    return replace(link, keeps=None)


class _Planner:
    """The ids of all snapshots, then their parents."""

    def __init__(self, tags: Sequence[str], found: Sequence[GraphSnapshot | None], new_id: Callable[[], str]) -> None:
        self.tags, self.found = tags, found
        self.misfits: dict[str, str] = {}
        self.ids: list[str] = [""] * len(tags)
        self._read_ids()
        self._give_back_ids()
        self.ids = [one or new_id() for one in self.ids]
        self.at = {one: number for number, one in enumerate(self.ids)}

    def _read_ids(self) -> None:
        seen: dict[str, str] = {NO_PARENT: "the root"}
        for number, (tag, one) in enumerate(zip(self.tags, self.found, strict=True)):
            if one is None:
                continue
            if one.problem:
                self.misfits[tag] = f"{one.problem}."
            elif one.id in seen:
                self.misfits[tag] = f"has the same id as {seen[one.id]}, {one.id}."
            else:
                self.ids[number] = one.id
                seen[one.id] = tag

    def _give_back_ids(self) -> None:
        """Give each lost id to the nearest snapshot without one in front of that which names it as a parent."""
        known = {*self.ids, NO_PARENT}
        for number, one in enumerate(self.found):
            for parent in one.parents if one and self.ids[number] else ():
                free = next((at for at in range(number - 1, -1, -1) if not self.ids[at]), None)
                if parent not in known and free is not None:
                    self.ids[free] = parent
                    known.add(parent)

    def nodes(self) -> list[GraphLink]:
        """Return all snapshots as they will be, and collect what has to change."""
        return [self._node(number, tag, self.found[number]) for number, tag in enumerate(self.tags)]

    def _node(self, number: int, tag: str, found: GraphSnapshot | None) -> GraphLink:
        before = self._before(number)
        if found is None or tag in self.misfits:
            own = found.parents if found and found.parents and self._are_earlier(found.parents, number) else before
            is_copy = found is not None and not found.problem
            return GraphLink(tag, self.ids[number], before if is_copy or not number else own)
        if found.is_base != (number == 0) or found.is_base == bool(found.parents):
            word = "is a base" if found.is_base else "is a diff"
            why = f"{word}, and the first migration is {self.tags[0]}." if number else f"{word} of the first migration."
            self.misfits[tag] = why
            return GraphLink(tag, found.id, before)
        if not self._are_earlier(found.parents, number):
            one = next(parent for parent in found.parents if not self._are_earlier((parent,), number))
            where = self.at.get(one)
            what = "which no snapshot is" if where is None else f"that of {self.tags[where]}, which sorts after it"
            self.misfits[tag] = f"has the parent {one}, {what}."
            parents = tuple(one for one in found.parents if self._are_earlier((one,), number)) or before
            return GraphLink(tag, found.id, parents, found)
        return GraphLink(tag, found.id, found.parents, found)

    def _before(self, number: int) -> tuple[str, ...]:
        """Return the snapshot that a lost one follows: the nearest one in front of it in both orders of drizzle-kit."""
        earlier = range(number - 1, -1, -1)
        return tuple(self.ids[at] for at in earlier if in_order(self.tags[at], self.tags[number]))[:1]

    def _are_earlier(self, parents: Collection[str], number: int) -> bool:
        tag = self.tags[number]
        return all(one in self.at and in_order(self.tags[self.at[one]], tag) for one in parents)


def in_order(parent: str, child: str) -> bool:
    """Tell whether a folder sorts after its parent for drizzle-kit: by UTF-16, and as `localeCompare`."""
    units = [name.encode("utf-16-be", "surrogatepass") for name in (parent, child)]
    return units[0] < units[1] and by_locale(parent) < by_locale(child)


def _notes_on_order(tags: Sequence[str]) -> Iterator[Note]:
    """Yield a note for each folder that has no place after the one in front of it."""
    for before, tag in pairwise(tags):
        if not in_order(before, tag):
            yield Note(
                "snapshot-order",
                f"drizzle-kit sorts {tag} before {before}, and the migrator after it, so its snapshot follows another "
                "one.",
                "Rename one of them to another second, if no database has applied it.",
            )

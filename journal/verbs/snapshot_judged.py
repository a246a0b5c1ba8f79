"""Which snapshots of drizzle 1.0 are wrong, and with which of them drizzle-kit is content."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import field, replace
from pathlib import Path

import orjson

from journal.dataclass import dataclass
from journal.drizzle.generation import run_generate
from journal.drizzle.kit import Kit
from journal.drizzle.kit_snapshots import Node
from journal.folder.rewrite.many import RECORDS
from journal.folder.version_1_snapshots import FILE_NAME
from journal.project.files import FileKind, copy_folder, read_file
from journal.snapshot.constants import SPELLS
from journal.snapshot.differences import SnapshotDifference
from journal.snapshot.graph_changes import Document, changes_of, created_objects, flipped, without_rows
from journal.verbs.snapshot_contents import Contents, KitAnswer, WrongSnapshot, told

Nodes = Mapping[str, Node]
"""The snapshots that would be written, by the folder of their migration."""


@dataclass(frozen=True)
class GraphAnswer:
    """The answer of drizzle-kit about a folder. `wanted` is the snapshot that `generate` wrote with its migration."""

    kit: KitAnswer
    wanted: Document = field(default_factory=dict)

    @property
    def is_content(self) -> bool:
        """Tell whether `generate` found nothing to do."""
        return self.kit.generation.is_content


class GraphJudge:
    """Asks the project's drizzle-kit about folders that are not written yet. `removed`: files that would be gone."""

    def __init__(self, migrations: Path, kit: Kit, folder: Path, removed: Sequence[str]) -> None:
        self.migrations, self.kit, self.folder, self.removed = migrations, kit, folder, removed
        self._asked = 0

    def of(self, nodes: Nodes, *, removing: bool = True) -> GraphAnswer:
        """Return the answer about the migrations with these snapshots."""
        outs = []
        for word in ("check", "generate"):
            out = copy_folder(
                self.migrations, self.folder / f"{word}-{self._asked}", without=[f"{name}*" for name in RECORDS]
            )
            for tag, node in nodes.items():
                (out / tag / FILE_NAME).unlink(missing_ok=True)
                (out / tag / FILE_NAME).write_bytes(node.to_bytes())
            for name in self.removed if removing else ():
                (out / name).unlink()
            outs.append(out)
        self._asked += 1
        with ThreadPoolExecutor(2) as pool:
            check = pool.submit(self.kit.run, "check", outs[0])
            generation = run_generate(self.kit, outs[1])
        new = [name for name in generation.changed if Path(name).name == FILE_NAME]
        wanted = orjson.loads(read_file(outs[1] / new[0], FileKind.SNAPSHOT)) if len(new) == 1 else {}
        return GraphAnswer(KitAnswer(check.result().text, check.result().gist, generation), wanted)


@dataclass(frozen=True)
class GraphContents:
    """What was compared. `nodes`: all snapshots as they will be, `rebuilt` the changes of each migration in the replay.

    `found`: how the state after each migration differs from the replay. `last`: what leads from the last state to it.
    `links`: the folders whose snapshots are rebuilt in any case, `kept` those that have one already.
    """

    nodes: Nodes
    rebuilt: Mapping[str, Document]
    found: Mapping[str, tuple[SnapshotDifference, ...]]
    last: Document
    links: frozenset[str]
    kept: frozenset[str]

    def wrong(self, *, with_last: bool) -> tuple[WrongSnapshot, ...]:
        """Return the snapshots that are not the changes of their migrations.

        `with_last`: also by what the last state still differs in, which may be wanted.
        """
        standing = {_key(one) for one in self.standing}
        result, before = [], dict[tuple[str, str, str], SnapshotDifference]()
        for tag, differences in self.found.items():
            now = {_key(one): one for one in differences if one.kind != SPELLS}
            new = [one for key, one in now.items() if key not in before and (with_last or key not in standing)]
            new += [flipped(one) for key, one in before.items() if key not in now]
            if new and tag in self.kept:
                result.append(WrongSnapshot(f"{tag}/{FILE_NAME}", tag, tuple(new)))
            before = now
        return tuple(result)

    @property
    def standing(self) -> tuple[SnapshotDifference, ...]:
        """The differences of the last state, on which `generate` goes on."""
        last = [*self.found.values()][-1:]
        return tuple(one for differences in last for one in differences if one.kind != SPELLS)

    @property
    def spelled(self) -> tuple[WrongSnapshot, ...]:
        """The texts of the last state of which it is not known whether they mean the same."""
        last = [*self.found.items()][-1:]
        texts = ((tag, tuple(one for one in found if one.kind == SPELLS)) for tag, found in last)
        return tuple(WrongSnapshot(f"{tag}/{FILE_NAME}", tag, found) for tag, found in texts if found)

    def written(self, wrong: Sequence[WrongSnapshot], without: frozenset[str] = frozenset()) -> Nodes:
        """Return the snapshots to write, where these are rebuilt, too. `without`: rows that stay unknown, by key."""
        rebuilt = {one.tag for one in wrong}
        return {
            tag: replace(node, document=without_rows(self.rebuilt[tag], without) if without else self.rebuilt[tag])
            if tag in rebuilt or tag not in self.kept
            else node
            for tag, node in self.nodes.items()
            if tag in rebuilt or tag in self.links
        }

    def made(self, keys: frozenset[str], nodes: Nodes) -> frozenset[str]:
        """Return those of the keys that a rebuilt snapshot creates."""
        rebuilt = (node for tag, node in nodes.items() if tag not in self.kept)
        return frozenset(key for node in rebuilt for op, key, _ in changes_of(node.document) if op == "create") & keys


def _key(one: SnapshotDifference) -> tuple[str, str, str]:
    return one.object, one.kind, one.facet


@dataclass(frozen=True)
class GraphDecision:
    """What was found, the snapshots to write, and the answer of drizzle-kit about them."""

    contents: Contents
    nodes: Nodes
    answer: GraphAnswer


def decide_graph(found: GraphContents, judge: GraphJudge, *, rebuild: bool, complete: bool = False) -> GraphDecision:
    """Decide about each difference, as for 0.x: what `generate` is content with is left alone.

    `rebuild`: wrong snapshots are written, too. `complete`: also with what `generate` would drop.
    """
    passing = found.wrong(with_last=False)
    unknown = frozenset(key for op, key, _ in changes_of(found.last) if op == "create")
    nodes, known = found.written(passing if rebuild else (), unknown), found.standing
    answer = judge.of(nodes)
    if answer.kit.drops and not complete:
        dropped = frozenset(key for op, key, _ in changes_of(answer.wanted) if op == "drop")
        if made := found.made(dropped, nodes):
            fewer = found.written(passing if rebuild else (), unknown | made)
            if (second := judge.of(fewer)).is_content:
                nodes, answer, known = fewer, second, (*known, *created_objects(made))
    if answer.is_content or not found.standing:
        return GraphDecision(Contents(passing, known, spelled=found.spelled), nodes, answer)
    every = found.wrong(with_last=True)
    all_nodes = found.written(every)
    with_all = judge.of(all_nodes)
    if with_all.kit.wants_less_than(answer.kit):
        written = all_nodes if rebuild else nodes
        return GraphDecision(Contents(every, spelled=found.spelled), written, with_all if rebuild else answer)
    either = told(answer.kit.generation), told(with_all.kit.generation)
    why = f"drizzle-kit generate {either[0]}; with the schema of the replay it {either[1]}"
    return GraphDecision(Contents(passing, (), found.standing, why, found.spelled), nodes, answer)

"""Rebuild the snapshots of drizzle 1.0: from a replay to version 7, and by the project's drizzle-kit to version 9."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson

from journal.dataclass import dataclass
from journal.drizzle.choice import Engine
from journal.drizzle.generation import find_kit
from journal.drizzle.kit import ENVIRONMENT_OF_1, Kit
from journal.drizzle.kit_snapshots import Node, compared, converted
from journal.errors import EngineFailed, FolderUnreadable, Note, Place
from journal.folder.rewrite.many import RECORDS, SNAPSHOTS, staging
from journal.folder.rewrite.store import project_lock
from journal.folder.snapshots import NO_PARENT
from journal.folder.version_1 import read_version_1
from journal.folder.version_1_snapshots import FILE_NAME, read_graph
from journal.project.files import FileKind, read_file
from journal.project.settings import Settings
from journal.rebuild.database import Hooks, Rebuilt
from journal.rebuild.schemas import Replays
from journal.replay.explain import AppliedMigration
from journal.replay.named_causes import causes_named
from journal.replay.watcher import Silence, Watcher
from journal.server.provider import Provider
from journal.server.runs import run_folder
from journal.snapshot.differences import SnapshotDifference
from journal.snapshot.graph import Graph, graph_with_rebuilt, plan_graph
from journal.snapshot.graph_changes import Document, graph_differences
from journal.snapshot.graph_rows import apply_changes
from journal.verbs.snapshot_judged import GraphContents, GraphDecision, GraphJudge, decide_graph
from journal.verbs.snapshot_result import Snapshots, SnapshotsRequest, start_rendering

if TYPE_CHECKING:
    from psycopg import Connection

    from journal.catalog.values import Key


def graph_snapshots(
    settings: Settings, provider: Provider, request: SnapshotsRequest, watcher: Watcher | None = None
) -> Snapshots:
    """Write `snapshot.json` for every folder that lacks one; all of them at the end, or none.

    Raises EngineFailed without drizzle-kit 1.0, and what the snapshots of 0.x raise.
    """
    with project_lock(settings), ExitStack() as stack:
        folder = read_version_1(settings)
        tags = [entry.tag for entry in folder.journal.entries]
        present = [one for one in read_graph(settings.migrations, settings.boundary) if not _is_record(one.folder)]
        graph = plan_graph(tags, present, replace=request.replace, rebuild_all=request.rebuild_all)
        if graph.misfits or not tags:
            return Snapshots(folder, graph, None)
        scratch = stack.enter_context(run_folder())
        kit = _kit_of_1(replace(settings, root=request.root or settings.root), scratch)
        replays = Replays(folder, request.recipe, provider, watcher or Silence())
        with causes_named(folder, folder.notes + graph.notes):
            replayed = _replayed(replays, scratch)
        found = _contents(kit, graph, replayed, scratch)
        removed = [f"{one.folder}/{FILE_NAME}" for one in graph.orphans]
        judge = GraphJudge(settings.migrations, kit, scratch, removed)
        decision = decide_graph(found, judge, rebuild=request.replace, complete=request.complete)
        result = Snapshots(
            folder, graph, replayed.rebuilt, contents=decision.contents, answer=decision.answer.kit,
            deviations=replayed.deviations, rebuilds=request.replace,
        )  # fmt: skip
        if request.replace:
            names = {one.name for one in decision.contents.wrong}
            result = replace(result, chain=graph_with_rebuilt(graph, names))
        return _written(result, decision, judge, removed, request)


def _is_record(name: str) -> bool:
    return name.startswith(RECORDS)


def _kit_of_1(settings: Settings, scratch: Path) -> Kit:
    """Return the project's drizzle-kit 1.0. Raises EngineFailed where there is none, or it may not run."""
    kit = find_kit(settings, scratch)
    if kit and not kit.package.reads_journals:
        return replace(kit, environment=ENVIRONMENT_OF_1)
    message = "The snapshots of drizzle 1.0 are written by its drizzle-kit; "
    if settings.engine == Engine.NATIVE:
        raise EngineFailed(f'{message}the engine is "native", so it may not run.', hint="Remove that setting.")
    if kit:
        message += f"the project has {kit.package.version}."
    elif settings.drizzle and settings.config:
        message += f"there is none in node_modules from {settings.root} upwards, or there is no node."
    else:
        raise EngineFailed(f"{message}it needs a drizzle.config for PostgreSQL, and there is none.", hint="Write one.")
    raise EngineFailed(message, hint="Install it: npm install --save-dev drizzle-kit@rc drizzle-orm@rc")


@dataclass(frozen=True)
class _Replayed:
    """The snapshot of version 7 after each migration, and the objects there that none has created."""

    rebuilt: Rebuilt
    documents: tuple[Path, ...]
    assumed: "tuple[frozenset[Key], ...]"
    deviations: tuple[Note, ...]


def _replayed(replays: Replays, scratch: Path) -> _Replayed:
    """Replay, and write a chain of snapshots of version 7."""
    folder, documents, assumed = replays.folder, list[Path](), list["frozenset[Key]"]()
    following, writer = start_rendering(folder.settings.ledger, replays.before(), actual_state=False)
    migrations, last = folder.by_tag, NO_PARENT

    def after_each(connection: "Connection[Any]", applied: AppliedMigration) -> None:
        nonlocal last
        snapshot = following.after(connection, migrations[applied.tag], ended=applied.ended_transaction)
        id_ = str(uuid4())
        path = scratch / f"{len(documents)}.json"
        path.write_bytes(writer.to_bytes(snapshot, id_, last, custom=following.is_unchanged))
        documents.append(path)
        assumed.append(following.assumed)
        last = id_

    def settling(connection: "Connection[Any]") -> None:
        following.follower.renew(connection)

    with replays.running(folder.journal.entries, Hooks(after_each=after_each, settling=settling)) as rebuilt:
        return _Replayed(replace(rebuilt), tuple(documents), tuple(assumed), following.notes)


def _contents(kit: Kit, graph: Graph, replayed: _Replayed, scratch: Path) -> GraphContents:
    """Convert the snapshots of the replay, and compare the state after each migration with it."""
    tags = [node.tag for node in graph.nodes]
    rebuilt = dict(zip(tags, converted(kit, replayed.documents, scratch / "rebuilt"), strict=True))
    kept = {one.tag: orjson.loads(read_file(one.keeps.path, FileKind.SNAPSHOT)) for one in graph.nodes if one.keeps}
    nodes = {one.tag: Node(one.id, one.parents, kept.get(one.tag, rebuilt[one.tag])) for one in graph.nodes}
    probes = compared(kit, [*nodes.values()], replayed.documents, scratch / "compared") if kept else []
    found, rows = dict[str, tuple[SnapshotDifference, ...]](), dict[str, Document]()
    for tag, probe, assumed in zip(tags, probes, replayed.assumed, strict=False):
        apply_changes(rows, nodes[tag].document)
        found[tag] = tuple(one for one in graph_differences(probe, rows) if not one.is_only_assumed(assumed))
    last = probes[-1] if probes else {}
    return GraphContents(nodes, rebuilt, found, last, frozenset(link.tag for link in graph.links), frozenset(kept))


def _written(
    result: Snapshots, decision: GraphDecision, judge: GraphJudge, removed: Sequence[str], request: SnapshotsRequest
) -> Snapshots:
    """Exchange the folder, unless drizzle-kit is content with it as it is, and would not be then."""
    if not (decision.nodes or removed):
        return result
    after = decision.answer
    if not request.complete and (not after.kit.is_fine or after.kit.drops):
        before = judge.of({}, removing=False)
        if (before.kit.is_fine and not after.kit.is_fine) or (before.is_content and after.kit.drops):
            return replace(result, refused=True)
    if request.dry_run:
        return result
    migrations = result.folder.settings.migrations
    links = [tag for tag in decision.nodes if (migrations / tag).is_symlink()]
    if links:
        raise FolderUnreadable(
            f"{migrations / links[0]} is a link, and its snapshot would be written behind it. Nothing was written.",
            hint="Replace the link by the folder that it names.",
            place=Place(migrations / links[0]),
        )
    with staging(migrations, SNAPSHOTS) as stage:
        for name in removed:
            stage.remove(name)
        for tag, node in decision.nodes.items():
            stage.put(f"{tag}/{FILE_NAME}", node.to_bytes())
        stage.close()
    return replace(result, written=True)

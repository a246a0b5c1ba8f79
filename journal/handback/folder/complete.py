"""The copy, made whole: new tags where asked for, every snapshot rebuilt, and the head told as `generate` tells it."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from journal.catalog.read import read_roles, read_schema
from journal.connect.temporary import connect
from journal.drizzle.kit import Kit
from journal.folder.entries import FILE_NAME
from journal.folder.read import Folder, read_folder
from journal.folder.snapshots import prefix_of
from journal.handback.folder.renumber import Renumbering, rename, renumbering
from journal.handback.folder.workspace import RECORDS, Workspace
from journal.handback.head.comparison import Head, Scope, head, pruned, with_roles
from journal.handback.head.database import ReplayedSchema, generated, made
from journal.handback.head.forms import Document, retold
from journal.project.files import FileKind, read_file
from journal.rebuild.database import Recipe
from journal.rebuild.schemas import Replays
from journal.replay.progress import Watcher
from journal.server.provider import Provider
from journal.snapshot.chain import Chain
from journal.snapshot.write import document_bytes
from journal.verbs.snapshot import Snapshots, SnapshotsRequest, snapshots


@dataclass(frozen=True)
class ReplayOptions:
    """What a replay takes. `kit` is None where there is no drizzle-kit, or no config for it."""

    provider: Provider
    recipe: Recipe
    watcher: Watcher
    kit: Kit | None = None


@dataclass(frozen=True)
class CompletedCopy:
    """The copy as it is now: its folder, the snapshots' chain, and the head, None where there is no `schema.ts`."""

    folder: Folder
    chain: Chain
    head: Head | None
    replays: Replays = field(repr=False)


def renumbered(work: Workspace) -> Renumbering | None:
    """Give the copy tags of the default prefix; None where it has them."""
    plan = renumbering(read_folder(work.settings))
    if plan:
        rename(work.out, plan.files)
        (work.settings.meta / FILE_NAME).write_text(plan.journal.text, encoding="utf-8", newline="")
    return plan


def made_whole(work: Workspace, means: ReplayOptions, request: SnapshotsRequest, scope: Scope) -> CompletedCopy:
    """Rebuild what lacks a snapshot, compare the head, and tell all of it as drizzle-kit tells it.

    Raises what `snapshots` raises, SchemaUnusable, EngineFailed.
    """
    done = snapshots(work.settings, means.provider, request, means.watcher)
    for path in [one for name in RECORDS for one in work.settings.meta.glob(f"{name}*")]:
        if not _was_there(work, path):
            shutil.rmtree(path)
    folder = read_folder(work.settings)
    replays = Replays(folder, means.recipe, means.provider, means.watcher)
    found = _head(work, means.kit, replays, scope) if means.kit and not done.chain.misfits else None
    if found:
        _retell(work, done, found)
    return CompletedCopy(folder, done.chain, found[0] if found else None, replays)


def _was_there(work: Workspace, record: Path) -> bool:
    """Whether the project itself has this record of an earlier run."""
    return (work.original.meta / record.name).exists()


def _head(work: Workspace, kit: Kit, replays: Replays, scope: Scope) -> tuple[Head, ReplayedSchema] | None:
    last = _last(work, replays.folder)
    if last is None:
        return None
    replayed = _replayed(replays)
    said = generated(kit, work.place(f"schema-{len(replays.folder.journal.entries)}"))
    wanted = made(said, replays, replayed)
    return head(replayed.schema, wanted, last, scope), replayed


def _replayed(replays: Replays) -> ReplayedSchema:
    with replays.running(replays.folder.journal.entries) as database, connect(database.server.conninfo) as connection:
        return ReplayedSchema(read_schema(connection), read_roles(connection))


def _last(work: Workspace, folder: Folder) -> Document | None:
    """The snapshot of the last entry; None where its tag has no prefix, and so no snapshot."""
    entries = folder.journal.entries
    path = work.settings.meta / f"{prefix_of(entries[-1].tag)}_snapshot.json" if entries else None
    if path is None or not path.exists():
        return None
    document: Document = orjson.loads(read_file(path, FileKind.SNAPSHOT))
    return document


def _retell(work: Workspace, done: Snapshots, found: tuple[Head, ReplayedSchema]) -> None:
    """Write those that were rebuilt once more. Those that were there stay as they are."""
    known, replayed = found
    for link in done.chain.links:
        if link.keeps is None:
            path = work.settings.meta / link.name
            kept = pruned(orjson.loads(read_file(path, FileKind.SNAPSHOT)), replayed.schema, known.replayed)
            if link.id == done.chain.head:
                kept = with_roles(kept, known.said.snapshot, replayed.roles)
            path.write_bytes(document_bytes(retold(kept, known.forms)))

"""Rebuild the snapshots that drizzle-kit reads, from the replayed database after each entry."""

import re
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

import orjson

from journal.dataclass import dataclass
from journal.errors import JournalInvalid, Note, Place, SettingsInvalid
from journal.folder.read import Folder, read_folder, refuse_missing
from journal.folder.rewrite.many import Staging, WrittenFiles, last_record, staging, undo
from journal.folder.rewrite.store import project_lock
from journal.folder.snapshots import SnapshotFile, read_snapshots
from journal.project.files import FileKind, read_file
from journal.project.project import Project, Result
from journal.project.settings import Settings
from journal.rebuild.database import Hooks, Rebuilt, Recipe
from journal.rebuild.schemas import Replays
from journal.rebuild.temporary import TemporaryOptions, TemporaryServer
from journal.replay.explain import AppliedMigration
from journal.replay.named_causes import causes_named
from journal.replay.watcher import Silence, Watcher
from journal.server.provider import Provider
from journal.snapshot.chain import Chain, Link, plan_chain

if TYPE_CHECKING:
    from psycopg import Connection

    from journal.catalog.values import Schema
    from journal.project.settings import Ledger
    from journal.snapshot.follow import Following
    from journal.snapshot.write import Writer


@dataclass(frozen=True)
class SnapshotsRequest:
    """The options of `snapshot`. Replaced files are kept as .bak.

    `replace`: rewrite existing snapshots that do not fit the chain; `rebuild_all`: rewrite all of them.
    `actual_state`: write what the database has, also where drizzle-kit's model differs from it.
    """

    replace: bool = False
    rebuild_all: bool = False
    dry_run: bool = False
    recipe: Recipe = field(default_factory=Recipe)
    actual_state: bool = False


@dataclass(frozen=True)
class Snapshots(Result):
    """The result. `rebuilt` is None where no snapshot was missing, so that nothing was replayed."""

    document: ClassVar[str] = "snapshot.snapshot_json"

    folder: Folder
    chain: Chain
    rebuilt: Rebuilt | None
    written: bool = False
    deviations: tuple[Note, ...] = ()
    """Where drizzle-kit's model differs from the database after the last entry."""

    @property
    def passed(self) -> bool:
        """Whether every entry has a snapshot now, or would have without `dry_run`, in one straight chain."""
        return not self.chain.misfits


@dataclass(frozen=True)
class UndoneWrite(Result):
    """What an undo restored; `files` is None where there was nothing to undo."""

    document: ClassVar[str] = "snapshot.undone_json"
    files: WrittenFiles | None

    @property
    def passed(self) -> bool:
        """Tell whether something was undone."""
        return self.files is not None


def snapshot(
    project: Project,
    *,
    replace: bool = False,
    replace_all: bool = False,
    dry_run: bool = False,
    watcher: Watcher | None = None,
    **temporary: Unpack[TemporaryOptions],
) -> Snapshots:
    """Write the snapshots that drizzle-kit needs, for every entry without one, from a replay.

    `replace` also replaces snapshots that do not fit, `replace_all` every one; the old files are kept as .bak.

    >>> journal.snapshot(project).written
    True
    """
    server, watcher = TemporaryServer(**temporary, cache=False), watcher or Silence()
    request = SnapshotsRequest(replace, replace_all, dry_run, server.recipe(project.settings))
    return snapshots(project.settings, server.provider(watcher), request, watcher)


def undo_snapshot(project: Project) -> UndoneWrite:
    """Undo what the last `snapshot` wrote (`snapshot --undo`). Raises JournalChanged, JournalInvalid.

    >>> journal.undo_snapshot(project).passed
    False
    """
    with project_lock(project.settings):
        record = last_record(project.settings.meta)
        if record:
            undo(project.settings.meta, record)
    return UndoneWrite(record)


def snapshots(
    settings: Settings, provider: Provider, request: SnapshotsRequest, watcher: Watcher | None = None
) -> Snapshots:
    """Write `meta/<prefix>_snapshot.json` for every entry that lacks one; all of them at the end, or none.

    Raises JournalError: MigrationFailed for a statement that PostgreSQL refuses, MigrationMissing for an entry
    without file, SettingsInvalid where there is no journal, others for what cannot be read, started or written.
    """
    with project_lock(settings):
        folder = read_folder(settings)
        if not folder.journal.text:
            raise SettingsInvalid(
                f"There is no journal at {folder.journal.path}. Snapshots belong to its entries.",
                hint=f"Type: {settings.command('bootstrap')}",
            )
        tags = [entry.tag for entry in folder.journal.entries]
        existing = [] if request.rebuild_all else list(read_snapshots(settings.meta, settings.boundary))
        chain = plan_chain(tags, existing, replace=request.replace)
        if not chain.links or chain.misfits:
            return Snapshots(folder, chain, None)
        refuse_missing(folder)
        replays = Replays(folder, request.recipe, provider, watcher or Silence())
        with ExitStack() as stack, causes_named(folder, folder.notes + chain.notes):
            stage = None if request.dry_run else stack.enter_context(staging(settings.meta))
            rebuilt, deviations = _rebuild(replays, chain, stage, actual_state=request.actual_state)
            if stage:
                stage.close()
    return Snapshots(folder, chain, rebuilt, written=not request.dry_run, deviations=deviations)


def _rebuild(
    replays: Replays, chain: Chain, stage: Staging | None, *, actual_state: bool
) -> tuple[Rebuilt, tuple[Note, ...]]:
    """Replay, and write each missing snapshot to the stage, if any, as soon as its entry has run."""
    folder, links = replays.folder, {link.tag: link for link in chain.links}
    migrations, before = folder.by_tag, replays.before()

    with ThreadPoolExecutor(1) as executor:
        renderer = executor.submit(_renderer, folder.settings.ledger, before, actual_state=actual_state)
        task: Future[Any] = renderer  # what runs while the server runs the next migration

        def after_each(connection: "Connection[Any]", applied: AppliedMigration) -> None:
            nonlocal task
            following, writer = renderer.result()
            snapshot = following.after(connection, migrations[applied.tag], ended=applied.ended_transaction)
            link = links.get(applied.tag)
            if link and stage:
                content = _relinked(link, link.keeps) if link.keeps else None
                new = writer.to_bytes(snapshot, link.id, link.parent, custom=following.is_unchanged)
                task.result()  # raises what the last one raised; there is never a second one that waits
                task = executor.submit(stage.put, link.name, content or new)

        with replays.running(folder.journal.entries, Hooks(after_each=after_each)) as rebuilt:
            task.result()
            return replace(rebuilt), renderer.result()[0].notes


def _renderer(ledger: "Ledger", before: "Schema", *, actual_state: bool) -> "tuple[Following, Writer]":
    """Return what renders and writes snapshots. The import takes as long as the server's start, so both run at once."""
    import postgast  # noqa: F401 - needed with the first text

    from journal.snapshot.follow import Following
    from journal.snapshot.write import Writer

    return Following(ledger, before, actual_state=actual_state), Writer()


def _relinked(link: Link, existing: SnapshotFile) -> bytes:
    """Return the existing file with another `id` and `prevId`. All other bytes stay the same."""
    content = read_file(existing.path, FileKind.SNAPSHOT)
    for key, new in (("id", link.id), ("prevId", link.parent)):
        content = re.sub(rb'("%b"\s*:\s*)"[^"]*"' % key.encode(), rb'\g<1>"%b"' % new.encode(), content, count=1)
    value = orjson.loads(content)
    if (value["id"], value["prevId"]) != (link.id, link.parent):
        raise JournalInvalid(
            f"{existing.path.name} does not begin with its `id` and `prevId`, so they cannot be replaced.",
            hint="Remove the file; the next run rebuilds it.",
            place=Place(existing.path),
        )
    return content

"""Rebuild the snapshots that drizzle-kit reads, from the replayed database after each entry."""

from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from journal.dataclass import dataclass
from journal.drizzle.choice import Engine
from journal.drizzle.generation import find_kit
from journal.errors import EngineFailed, Note, SettingsInvalid
from journal.folder.read import read_folder, refuse_missing, refuse_mixed
from journal.folder.rewrite.many import SNAPSHOTS, Staging, WrittenFiles, last_record, staging, undo
from journal.folder.rewrite.store import project_lock
from journal.folder.snapshots import SnapshotFile, prefix_of, read_snapshots, relinked
from journal.project.files import FileKind, copy_folder, read_file
from journal.project.layout import is_version_1
from journal.project.project import Project, Result
from journal.project.settings import Settings
from journal.rebuild.database import Hooks, Rebuilt
from journal.rebuild.schemas import Replays
from journal.rebuild.temporary import TemporaryOptions, TemporaryServer
from journal.replay.explain import AppliedMigration
from journal.replay.named_causes import causes_named
from journal.replay.watcher import Silence, Watcher
from journal.server.provider import Provider
from journal.server.runs import run_folder
from journal.snapshot.chain import Chain, Link, plan_chain, with_rebuilt
from journal.verbs.snapshot_contents import Comparison, Judge, KitAnswer, decide
from journal.verbs.snapshot_result import NOT_ASKED, Snapshots, SnapshotsRequest, start_rendering
from journal.verbs.snapshot_version_1 import graph_snapshots

if TYPE_CHECKING:
    from psycopg import Connection

    from journal.catalog.values import Key


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

    `replace` also replaces snapshots that do not fit or are not the schema after their entry, `replace_all` every one;
    the old files are kept as .bak. The project's drizzle-kit, where it can run, is asked before anything is written.

    >>> journal.snapshot(project).written
    True
    """
    server, watcher = TemporaryServer(**temporary, cache=False), watcher or Silence()
    request = SnapshotsRequest(replace, replace_all, dry_run, server.recipe(project.settings), judged=True)
    if is_version_1(project.settings):
        return graph_snapshots(project.settings, server.provider(watcher), request, watcher)
    return snapshots(project.settings, server.provider(watcher), request, watcher)


def undo_snapshot(project: Project) -> UndoneWrite:
    """Undo what the last `snapshot` wrote (`snapshot --undo`). Raises JournalChanged, JournalInvalid.

    >>> journal.undo_snapshot(project).passed
    False
    """
    settings = project.settings
    with project_lock(settings):
        target = settings.migrations if is_version_1(settings) else settings.meta
        if record := last_record(target):
            undo(target, record)
    return UndoneWrite(record)


def snapshots(
    settings: Settings, provider: Provider, request: SnapshotsRequest, watcher: Watcher | None = None
) -> Snapshots:
    """Write `meta/<prefix>_snapshot.json` for every entry that lacks one; all of them at the end, or none.

    Each present one is compared with the schema after its entry, where the request says so.

    Raises JournalError: MigrationFailed for a statement that PostgreSQL refuses, MigrationMissing for an entry
    without file, SettingsInvalid where there is no journal, others for what cannot be read, started or written.
    """
    with project_lock(settings), ExitStack() as stack:
        folder = read_folder(settings)
        refuse_mixed(folder)
        if not folder.journal.text:
            raise SettingsInvalid(
                f"There is no journal at {folder.journal.path}. Snapshots belong to its entries.",
                hint=f"Type: {settings.command('bootstrap')}",
            )
        tags = [entry.tag for entry in folder.journal.entries]
        existing = [] if request.rebuild_all else list(read_snapshots(settings.meta, settings.boundary))
        chain = plan_chain(tags, existing, replace=request.replace)
        compared = [] if not request.compare else [*chain.kept, *(link.keeps for link in chain.links if link.keeps)]
        if chain.misfits or not (chain.links or chain.orphans or compared):
            return Snapshots(folder, chain, None)
        refuse_missing(folder)
        replays = Replays(folder, request.recipe, provider, watcher or Silence())
        scratch = stack.enter_context(run_folder())
        stage = None
        if request.replace or chain.links:
            stage = stack.enter_context(_rehearsed(settings, scratch) if request.dry_run else staging(settings.meta))
        work = _Work(replays, chain, {one.prefix: one for one in compared}, stage, scratch)
        with causes_named(folder, folder.notes + chain.notes):
            rebuilt, deviations = work.rebuild(actual_state=request.actual_state)
        result = Snapshots(folder, chain, rebuilt, deviations=deviations, rebuilds=request.replace)
        return work.finished(result, request)


@contextmanager
def _rehearsed(settings: Settings, scratch: Path) -> Iterator[Staging]:
    """Yield a stage for a dry run, which is never exchanged with the folder."""
    folder = copy_folder(settings.meta, scratch / "meta")
    yield Staging(folder, folder, SNAPSHOTS)


class _Work:
    """One run: the replay, which writes to the stage, and what is decided about the present snapshots after it."""

    def __init__(
        self, replays: Replays, chain: Chain, compared: Mapping[str, SnapshotFile], stage: Staging | None, scratch: Path
    ) -> None:
        self.replays, self.chain, self.stage, self.compared = replays, chain, stage, compared
        self.settings = replays.folder.settings
        self.scratch = scratch
        self.comparison = Comparison(scratch)
        self.later: list[Link] = []
        """What was rebuilt since the last present snapshot."""

    def rebuild(self, *, actual_state: bool) -> tuple[Rebuilt, tuple[Note, ...]]:
        """Replay, write each missing snapshot to the stage once its entry has run, and compare the present ones."""
        folder, links = self.replays.folder, {link.tag: link for link in self.chain.links}
        migrations, before = folder.by_tag, self.replays.before()

        with ThreadPoolExecutor(1) as executor:
            renderer = executor.submit(start_rendering, folder.settings.ledger, before, actual_state=actual_state)
            task: Future[Any] = renderer  # what runs while the server runs the next migration

            def after_each(connection: "Connection[Any]", applied: AppliedMigration) -> None:
                nonlocal task
                following, writer = renderer.result()
                snapshot = following.after(connection, migrations[applied.tag], ended=applied.ended_transaction)
                link, prefix = links.get(applied.tag), prefix_of(applied.tag)
                present = self.compared.get(prefix) if self.chain.tags.get(prefix) == applied.tag else None
                if ids := _ids(link, present):
                    new = writer.to_bytes(snapshot, *ids, custom=following.is_unchanged)
                    task.result()  # raises what the last one raised; there is never a second one that waits
                    task = executor.submit(self._take, applied.tag, link, present, new, following.assumed)

            def settling(connection: "Connection[Any]") -> None:
                renderer.result()[0].follower.renew(connection)

            hooks = Hooks(after_each=after_each, settling=settling)
            with self.replays.running(folder.journal.entries, hooks) as rebuilt:
                task.result()
                return replace(rebuilt), renderer.result()[0].notes

    def _take(
        self, tag: str, link: Link | None, present: SnapshotFile | None, new: bytes, assumed: Collection["Key"]
    ) -> None:
        if present:
            self.comparison.add(tag, present, new, assumed)
            self.later.clear()
        elif link:
            self.later.append(link)
        if link and self.stage:
            self.stage.put(link.name, relinked(link.keeps, link.id, link.parent) if link.keeps else new)

    def finished(self, result: Snapshots, request: SnapshotsRequest) -> Snapshots:
        """Decide about the present snapshots, and exchange the folders where all is well."""
        stage, chain, rebuild = self.stage, self.chain, request.replace
        if stage:
            for orphan in chain.orphans:
                stage.remove(orphan.path.name)
        later = {link.name: stage.folder / link.name for link in self.later if stage}
        is_asked = request.judged and (chain.links or chain.orphans or self.comparison.all)
        judge, why = self._judge() if is_asked else (None, NOT_ASKED)
        meta = stage.folder if stage else self.settings.meta
        try:
            decision = decide(self.comparison, meta, later, judge, why, rebuild=rebuild)
        except EngineFailed as error:
            decision = decide(self.comparison, meta, later, None, error.message, rebuild=rebuild)
        result = replace(result, contents=decision.contents, answer=decision.answer)
        if rebuild:
            chain = with_rebuilt(chain, {one.name for one in decision.contents.wrong})
            result = replace(result, chain=chain)
        if stage is None or not (chain.links or chain.orphans):
            return result
        for name, path in decision.files.items():
            if path.parent != stage.folder and (rebuild or name in later):
                stage.put(name, read_file(path, FileKind.SNAPSHOT))
        if judge and decision.answer and self._is_worse(judge, decision.answer):
            return replace(result, refused=True)
        if request.dry_run:
            return result
        stage.close()
        return replace(result, written=True)

    def _judge(self) -> tuple[Judge | None, str]:
        if self.settings.engine == Engine.NATIVE:
            return None, 'the engine is "native", so drizzle-kit was not asked'
        kit = find_kit(self.settings, self.scratch)
        if kit is None or not kit.package.reads_journals:
            return None, "there is no drizzle-kit 0.x with a drizzle.config, so drizzle-kit was not asked"
        return Judge(self.settings, kit, self.scratch), ""

    def _is_worse(self, judge: Judge, after: KitAnswer) -> bool:
        """Tell whether drizzle-kit is content with the folder as it is, and would complain or drop something then."""
        if after.is_fine and not after.drops:
            return False
        before = judge.of(self.settings.meta, {})
        return (before.is_fine and not after.is_fine) or (before.generation.is_content and after.drops)


def _ids(link: Link | None, present: SnapshotFile | None) -> tuple[str, str] | None:
    """Return the `id` and the `prevId` of a snapshot that is written, or compared; None where it is neither."""
    if link:
        return link.id, link.parent
    return (str(present.id), str(present.parent)) if present else None

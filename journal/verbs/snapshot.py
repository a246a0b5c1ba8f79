"""Rebuild the snapshots that drizzle-kit goes by, from the replayed database after each entry."""

import re
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import orjson

from journal.errors import JournalInvalid, Note, Place, SettingsInvalid, warned
from journal.folder.read import Folder, read_folder, refuse_missing
from journal.folder.rewrite.many import Staging, WrittenFiles, last_record, staging, undo
from journal.folder.rewrite.store import project_lock
from journal.folder.snapshots import SnapshotFile as Present
from journal.folder.snapshots import read_snapshots
from journal.project.files import FileKind, read_file
from journal.project.settings import Settings
from journal.rebuild.database import Hooks, Rebuilt, Recipe
from journal.rebuild.schemas import Replays
from journal.replay.explain import AppliedMigration
from journal.replay.progress import Silence, Watcher
from journal.result import Result
from journal.server.provider import Provider
from journal.snapshot.chain import Chain, Link, plan_chain

if TYPE_CHECKING:
    from psycopg import Connection

    from journal.catalog.values import Schema
    from journal.project.settings import Ledger
    from journal.snapshot.follow import Following
    from journal.snapshot.write import Writer

_PARENT = re.compile(rb'("prevId"\s*:\s*)"[^"]*"')
_ID = re.compile(rb'("id"\s*:\s*)"[^"]*"')


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
    """What came of it. `rebuilt` is None where nothing lacked and so nothing was replayed."""

    document: ClassVar[str] = "snapshot.snapshot_json"

    folder: Folder
    chain: Chain
    rebuilt: Rebuilt | None
    written: bool = False
    apart: tuple[Note, ...] = ()
    """Where drizzle-kit takes the database to be otherwise than it is after the last entry."""

    @property
    def passed(self) -> bool:
        """Whether every entry has a snapshot now, or would have, in one straight chain."""
        return not self.chain.misfits


def snapshots(
    settings: Settings, provider: Provider, request: SnapshotsRequest, watcher: Watcher | None = None
) -> Snapshots:
    """Write `meta/<prefix>_snapshot.json` for every entry that lacks one; all of them at the end, or none.

    Raises JournalError: MigrationFailed for a statement that PostgreSQL refuses, MigrationMissing for an entry
    without file, SettingsInvalid where there is no journal, others for what cannot be read, started or written.
    """
    with project_lock(settings):
        folder = read_folder(settings)
        _refuse_no_journal(folder)
        tags = [entry.tag for entry in folder.journal.entries]
        there = [] if request.rebuild_all else list(read_snapshots(settings.meta, settings.boundary))
        chain = plan_chain(tags, there, replace=request.replace)
        if not chain.links or chain.misfits:
            return Snapshots(folder, chain, None)
        refuse_missing(folder)
        replays = Replays(folder, request.recipe, provider, watcher or Silence())
        job = _SnapshotJob(folder, chain, replays, request.actual_state)
        with ExitStack() as stack, warned(folder.notes + chain.notes):
            stage = None if request.dry_run else stack.enter_context(staging(settings.meta))
            rebuilt, apart = job.done(stage)
            if stage:
                stage.close()
    return Snapshots(folder, chain, rebuilt, written=not request.dry_run, apart=apart)


def undo_snapshots(settings: Settings) -> WrittenFiles | None:
    """Undo what the last run wrote; None where there is nothing to undo. Raises JournalChanged, JournalInvalid."""
    with project_lock(settings):
        record = last_record(settings.meta)
        if record:
            undo(settings.meta, record)
    return record


def _refuse_no_journal(folder: Folder) -> None:
    if not folder.journal.text:
        raise SettingsInvalid(
            f"There is no journal at {folder.journal.path}, and snapshots go by its entries.",
            hint=f"Type: {folder.settings.command('bootstrap')}",
        )


@dataclass(frozen=True)
class _SnapshotJob:
    folder: Folder
    chain: Chain
    replays: Replays
    actual_state: bool

    def done(self, stage: Staging | None) -> tuple[Rebuilt, tuple[Note, ...]]:
        """Replay, and make each snapshot that lacks as soon as its entry has run; put it in where there is a stage."""
        links, migrations = {link.tag: link for link in self.chain.links}, self.folder.by_tag
        before = self.replays.before()

        def after_each(connection: "Connection[Any]", applied: AppliedMigration) -> None:
            following, writer = making.result()
            snapshot = following.after(connection, migrations[applied.tag], ended=applied.ended_transaction)
            link = links.get(applied.tag)
            if link and stage:
                kept = _joined(link, link.keeps) if link.keeps else None
                written = writer.to_bytes(snapshot, link.id, link.parent, copied=following.copied)
                putting.one_more(partial(stage.put, link.name, kept or written))

        with ThreadPoolExecutor(1) as aside:
            making = aside.submit(_making, self.folder.settings.ledger, before, actual_state=self.actual_state)
            putting = _OneAside(aside)
            with self.replays.running(self.folder.journal.entries, Hooks(after_each=after_each)) as rebuilt:
                putting.wait()
                return replace(rebuilt), making.result()[0].notes


@dataclass
class _OneAside:
    """Does one thing aside while the server runs the next migration, and never has a second one waiting."""

    aside: Executor
    _doing: "Future[None] | None" = None

    def one_more(self, do: Callable[[], None]) -> None:
        """Begin it, when the one before is done. Raises what that one raised."""
        self.wait()
        self._doing = self.aside.submit(do)

    def wait(self) -> None:
        """Until the last one is done. Raises what that one raised."""
        if self._doing:
            self._doing.result()


def _making(ledger: "Ledger", before: "Schema", *, actual_state: bool) -> "tuple[Following, Writer]":
    """What snapshots are made with. To import it takes as long as the server's boot, so it is done meanwhile."""
    import postgast  # noqa: F401, PLC0415 - what reads the texts imports it at the first one

    from journal.snapshot.follow import Following  # noqa: PLC0415
    from journal.snapshot.write import Writer  # noqa: PLC0415

    return Following(ledger, before, actual_state=actual_state), Writer()


def _joined(link: Link, there: Present) -> bytes:
    """The file that is there, with another place in the chain; all else of it stays, byte for byte."""
    content = _ID.sub(_quoted(link.id), read_file(there.path, FileKind.SNAPSHOT), count=1)
    content = _PARENT.sub(_quoted(link.parent), content, count=1)
    value = orjson.loads(content)
    if (value["id"], value["prevId"]) != (link.id, link.parent):
        raise JournalInvalid(
            f"{there.path.name} does not begin with its `id` and `prevId`, so they cannot be replaced.",
            hint="Remove the file: then it is rebuilt.",
            place=Place(there.path),
        )
    return content


def _quoted(text: str) -> bytes:
    return rb'\g<1>"' + text.encode() + b'"'

"""Hand the project back to drizzle-kit: journal, snapshots, proof; then all of it is written at once, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from journal.drizzle.choice import Engine
from journal.errors import JournalError, Place
from journal.folder.rewrite.store import project_lock
from journal.handback.folder.complete import ReplayOptions
from journal.handback.folder.publish import complete_move, publish, refuse_whole_project, state_of
from journal.handback.folder.workspace import Workspace, workspace
from journal.handback.item import ItemVerdict
from journal.handback.request import Database, HandbackRequest, HandedBack
from journal.handback.run import Handing, kit_of
from journal.project.settings import Settings
from journal.replay.progress import Silence, Watcher
from journal.server.provider import Provider
from journal.verbs.bootstrap import BootstrapRequest, bootstrap
from journal.verbs.stamp import StampRequest, stamp

__all__ = ["Database", "HandbackRequest", "HandedBack", "handback"]


def handback(
    settings: Settings,
    provider: Provider,
    request: HandbackRequest,
    watcher: Watcher | None = None,
    database: Database | None = None,
) -> HandedBack:
    """Do all of it on a copy, prove it there, and, when asked to and nothing speaks against it, write it.

    With a `database`, its ledger is stamped after the files are written. Raises JournalError: what `bootstrap`,
    `snapshots` and `publish` raise, and then the project is as it was; and what `stamp` raises.
    """
    watcher = watcher or Silence()
    refuse_whole_project(settings)
    with project_lock(settings):
        complete_move(settings)
    since = state_of(settings)
    engine = Engine.NATIVE if settings.engine == Engine.NATIVE else Engine.AUTO
    boot = bootstrap(settings, provider, BootstrapRequest(engine, request.accept, True, request.recipe), watcher)
    with workspace(settings, boot.text) as work, _of_the_project(work):
        means = ReplayOptions(provider, request.recipe, watcher, kit_of(work))
        result = Handing(work, means, request, boot, database).done()
        if not _may_be_written(result, request):
            return result
        if database:
            database.agree(result)
        published = publish(work, since)
    result = replace(result, written=bool(published))
    return _stamped(result, database) if database else result


def _stamped(result: HandedBack, database: Database) -> HandedBack:
    """Stamp what the live database has, from the files that are there now. It is proved once more, under the lock."""
    if not result.landing or not result.landing.to:
        return result
    settings = replace(result.settings, meta=result.settings.migrations / "meta")
    request = StampRequest(result.landing.to, apply=True, ledger_lock_timeout=database.lock_seconds)
    try:
        return replace(result, stamped=stamp(settings, database.target, request, database.prove))
    except JournalError as error:
        if result.written:
            way = f"The files here are written, the ledger is not. To stamp it: {result.command('--apply')}"
            error.hint = f"{error.hint} {way}".strip()
        raise


def _may_be_written(result: HandedBack, request: HandbackRequest) -> bool:
    worst = (ItemVerdict.NO_GO,) if request.unproved else (ItemVerdict.NO_GO, ItemVerdict.UNKNOWN)
    return request.apply and result.verdict not in worst


@contextmanager
def _of_the_project(work: Workspace) -> Iterator[None]:
    """An error about the copy is told of the project's own files."""
    try:
        yield
    except JournalError as error:
        ours, theirs = str(work.out), str(work.original.migrations)
        error.message, error.hint = (text.replace(ours, theirs) for text in (error.message, error.hint))
        if error.place and error.place.path.is_relative_to(work.out):
            own = work.original.migrations / error.place.path.relative_to(work.out)
            error.place = Place(own, error.place.line, error.place.column)
        raise

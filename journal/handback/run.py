"""Hand the project back to drizzle-kit, as a story of six steps: copy, complete, compare, prove, publish, stamp."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Unpack

from journal.connect.timeouts import LEDGER_LOCK_TIMEOUT
from journal.drizzle.choice import Engine
from journal.drizzle.generation import find_kit
from journal.folder.entries import FILE_NAME
from journal.handback.bridge import add_bridge
from journal.handback.checklist import Item, comparison_items, journal_item, no_go, note, rule_items, snapshot_items
from journal.handback.compare import Scope
from journal.handback.complete import CompletedCopy, ReplayOptions, complete
from journal.handback.config import config_items, renamed_items
from journal.handback.copy import ProjectCopy, copy_project
from journal.handback.fixes import choose_fixes
from journal.handback.live_names import LiveNames, live_names
from journal.handback.numbering import renumber, with_new_names
from journal.handback.prove import prove
from journal.handback.publish import prepare, publish, take_back, to_be_published
from journal.handback.remedies import keeping
from journal.handback.request import Database, HandbackRequest, HandedBack
from journal.handback.schema_ts import SchemaUnusable
from journal.handback.stamp import manual_names, plan_stamp, stamp_live
from journal.handback.transactions import transaction_items
from journal.handback.upgrade import newer_kit, upgrade_items
from journal.project.project import Project
from journal.project.settings import Settings
from journal.rebuild.temporary import Prover, TemporaryOptions, TemporaryServer
from journal.replay.watcher import Silence, Watcher
from journal.server.provider import Provider
from journal.verbs.arguments import find_database
from journal.verbs.bootstrap import Bootstrapped, BootstrapRequest, build_journal
from journal.verbs.locate import read_live
from journal.verbs.snapshot import UndoneWrite


def handback(
    project: Project,
    *,
    url: str | None = None,
    env_var: str | None = None,
    dry_run: bool = False,
    replace: bool = False,
    replace_all: bool = False,
    renumber: bool = False,
    bridge: bool = False,
    move_meta: bool = False,
    fix: bool = False,
    v1: str | Path | None = None,
    ignore: Sequence[str] = (),
    unproved: bool = False,
    ledger_lock_timeout: float = LEDGER_LOCK_TIMEOUT,
    watcher: Watcher | None = None,
    agree: Callable[[HandedBack], None] | None = None,
    **temporary: Unpack[TemporaryOptions],
) -> HandedBack:
    """Hand the project back to drizzle-kit: complete journal and snapshots, proved by the project's own drizzle-kit.

    Works on a copy, and writes all of it or nothing. A database that `url` or `env_var` name is
    stamped, too.

    >>> journal.handback(project, dry_run=True).written
    False
    """
    settings, database = project.settings, None
    server, watcher = TemporaryServer(**temporary, cache=False), watcher or Silence()
    request = HandbackRequest(
        replace=replace, rebuild_all=replace_all, renumber=renumber, bridge=bridge, move_meta=move_meta,
        v1=Path(v1).resolve() if v1 else None, ignore=tuple(ignore), unproved=unproved, dry_run=dry_run,
        fix=fix, recipe=server.recipe(settings), words=(*(("--v1", str(v1)) if v1 else ()), *server.words),
    )  # fmt: skip
    if url or env_var:
        settings, target = find_database(project, url, env_var)
        settings = _replaced(settings, typed=target.typed)
        # proved against the journal where drizzle-kit looks for it
        prover = Prover(_replaced(settings, meta=settings.migrations / "meta"), server, ignore, Silence())
        database = Database(target, read_live(target, settings), prover, ledger_lock_timeout)
    provider = server.provider(watcher, database.live.server_version if database else None)
    return hand_back(settings, provider, request, watcher, database, agree=agree)


def undo_handback(project: Project) -> UndoneWrite:
    """Undo the files that the last `handback` wrote (`handback --undo`). No ledger is changed.

    >>> journal.undo_handback(project).passed
    False
    """
    return UndoneWrite(take_back(project.settings))


_replaced = replace
"""`dataclasses.replace`, where an argument has its name."""


def hand_back(
    settings: Settings,
    provider: Provider,
    request: HandbackRequest,
    watcher: Watcher | None = None,
    database: Database | None = None,
    *,
    agree: Callable[[HandedBack], None] | None = None,
) -> HandedBack:
    """Examine a copy of the project; without a no-go, write it, then stamp the database.

    `agree` is called before anything is written, to the files or to the database, and may raise.

    Raises JournalError: what `bootstrap`, `snapshots` and `publish` raise, and then the project is unchanged; and what
    `stamp` raises.
    """
    watcher = watcher or Silence()
    before = prepare(settings)
    engine = Engine.NATIVE if settings.engine == Engine.NATIVE else Engine.AUTO
    boot = build_journal(settings, provider, BootstrapRequest(engine, request.accept, True, request.recipe), watcher)
    with copy_project(settings, boot.text) as copy:
        options = ReplayOptions(
            provider, request.recipe, watcher, find_kit(settings, copy.folder), Scope.of(settings, request.ignore)
        )
        result = _examined(copy, options, request, boot, database)
        if request.dry_run or not result.passed:
            return result
        if agree and result.writes:
            agree(_replaced(result, target=database.target) if database else result)
        result = replace(result, written=publish(copy, before))
    return stamp_live(result, database) if database else result


def _examined(
    copy: ProjectCopy,
    options: ReplayOptions,
    request: HandbackRequest,
    boot: Bootstrapped,
    database: Database | None,
) -> HandedBack:
    """Complete the copy, compare it with `schema.ts`, prove it, and plan the stamp; each step adds its items."""
    typed, fixes = request, choose_fixes(copy, request, options) if request.fix else None
    request = fixes.request if fixes else request
    settings, renumbering = copy.original, renumber(copy) if request.renumber else None
    if renumbering:
        copy = _replaced(copy, settings=with_new_names(copy.settings, renumbering.tags))
    newer = newer_kit(copy, request.v1) if request.v1 else None
    items, completed, plan = [journal_item(boot), *(fixes.items if fixes else ())], None, None
    try:
        completed = complete(copy, options, replace=request.replace, rebuild_all=request.rebuild_all)
        if request.bridge:
            names = live_names(completed, database, request.ignore) if database else {}
            completed = add_bridge(copy, options, completed, names)
        items += _completed_items(copy, options, request, completed)
        if database:
            has_journal = (settings.meta / FILE_NAME).exists()
            plan = plan_stamp(completed, database, request.ignore, has_journal=has_journal)
            items += plan.items
            again = partial(request.command, settings)
            items += LiveNames(copy, completed, options, database).items(again, plan)
        own = transaction_items(settings, partial(request.command, settings), completed, plan)
        items += (item.reworded(renumbering.in_old_names) if renumbering else item for item in own)
        if newer:
            items += upgrade_items(newer, copy, completed, plan.ledger if plan else None)
    except SchemaUnusable as error:
        items.append(no_go("schema", error.message, error.hint))
    if renumbering:
        items += renamed_items(settings, renumbering.tags)
        items += manual_names(renumbering.tags, database.live) if database else ()
    about_project = tuple(item.reworded(copy.in_project_paths) for item in items)
    bridge, files = completed.bridge if completed else None, to_be_published(copy)
    return HandedBack(settings, typed, boot, renumbering, bridge, about_project, files, plan)


def _completed_items(
    copy: ProjectCopy, options: ReplayOptions, request: HandbackRequest, completed: CompletedCopy
) -> Iterator[Item]:
    again = partial(request.command, copy.original)
    yield from snapshot_items(again, completed.chain, completed.stale)
    yield from config_items(again, copy, completed.folder.journal.entries, options, move_meta=request.move_meta)
    yield from rule_items(copy.original, completed.findings)
    yield from comparison_items(again, completed.comparison, keeping(again, completed, options.scope))
    if request.bridge and not request.fix and completed.comparison and not completed.bridge:
        yield note("bridge", "No object differs only by name, so no bridge was written.", "")
    # --fix has looked for the snapshots that are wrong
    rebuild = again("--replace-all" if request.replace or request.fix else "--replace")
    yield from prove(again, copy, completed, options, rebuild)

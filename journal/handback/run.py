"""Hand the project back to drizzle-kit, as a story of six steps: copy, complete, compare, prove, publish, stamp."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Unpack

from journal.connect.timeouts import LEDGER_LOCK_TIMEOUT
from journal.dataclass import dataclass
from journal.drizzle.choice import Engine
from journal.drizzle.generation import find_kit
from journal.folder.entries import FILE_NAME
from journal.folder.read import Folder, read_folder, refuse_version_1
from journal.folder.rewrite.store import replace_file
from journal.handback.bridge import add_bridge
from journal.handback.checklist import Item, comparison_items, journal_item, no_go, note, rule_items, snapshot_items
from journal.handback.cleaning_plan import NOTHING_CLEANED, Cleaning, plan_cleaning
from journal.handback.compare import Scope
from journal.handback.complete import CompletedCopy, ReplayOptions, complete
from journal.handback.config import config_items, renamed_items
from journal.handback.copy import ProjectCopy, copy_project
from journal.handback.databases import find_databases
from journal.handback.fixes import choose_fixes
from journal.handback.landing import LandingWork, land
from journal.handback.live_names import LiveNames, live_names
from journal.handback.numbering import renumber, with_new_names
from journal.handback.prove import prove
from journal.handback.publish import RecordedHashes, prepare, publish, to_be_published
from journal.handback.remedies import keeping
from journal.handback.request import Database, HandbackRequest, HandedBack, Landing, LivePlan
from journal.handback.schema_ts import SchemaUnusable
from journal.handback.stamp import manual_names, plan_stamp
from journal.handback.transactions import transaction_items
from journal.handback.undo import earlier_changes
from journal.handback.upgrade import newer_kit, upgrade_items
from journal.ledger.rehash import HashChange
from journal.project.files import FileKind, read_file
from journal.project.project import Project
from journal.project.settings import Settings
from journal.project.settings_edit import text_with_options
from journal.rebuild.schemas import Prove, Replays, drift_prover
from journal.rebuild.temporary import TemporaryOptions, TemporaryServer
from journal.replay.watcher import Silence, Watcher
from journal.server.provider import Provider
from journal.verbs.bootstrap import Bootstrapped, BootstrapRequest, build_journal
from journal.verbs.locate import read_live


def handback(
    project: Project,
    *,
    url: Sequence[str] = (),
    env_var: Sequence[str] = (),
    dry_run: bool = False,
    replace: bool = False,
    replace_all: bool = False,
    renumber: bool = False,
    bridge: bool = False,
    move_meta: bool = False,
    fix: bool = False,
    v1: str | Path | None = None,
    ignore: Sequence[str] = (),
    save_settings: bool = False,
    unproved: bool = False,
    ledger_lock_timeout: float = LEDGER_LOCK_TIMEOUT,
    watcher: Watcher | None = None,
    agree: Callable[[HandedBack], None] | None = None,
    **temporary: Unpack[TemporaryOptions],
) -> HandedBack:
    """Hand the project back to drizzle-kit: complete journal and snapshots, proved by the project's own drizzle-kit.

    Works on a copy, and writes all of it or nothing. The databases that `url` and `env_var` name are stamped, too: each
    in a transaction of its own, once all have been looked at. `save_settings` writes `ignore` and `platform` into the
    settings file, for later calls.

    >>> journal.handback(project, dry_run=True).written
    False
    """
    server, watcher = TemporaryServer(**temporary, cache=False), watcher or Silence()
    settings, targets = find_databases(project, url, env_var)
    request = HandbackRequest(
        replace=replace, rebuild_all=replace_all, renumber=renumber, bridge=bridge, move_meta=move_meta,
        v1=Path(v1).resolve() if v1 else None, ignore=(*settings.ignore_objects, *ignore),
        unproved=unproved, dry_run=dry_run, fix=fix,
        recipe=server.recipe(settings), words=(*(("--v1", str(v1)) if v1 else ()), *server.words),
    )  # fmt: skip
    databases = []
    for target in targets:
        live = read_live(target, settings)
        databases.append(Database(target, live, server.provider(watcher, live.server_version), ledger_lock_timeout))
    provider = databases[0].provider if databases else server.provider(watcher)
    result = hand_back(settings, provider, request, watcher, databases, agree=agree)
    if save_settings and result.passed and not dry_run:
        result = _replaced(result, saved=_save(settings, ignore, server.platform))
    return result


def _save(settings: Settings, ignore: Sequence[str], platform: str | None) -> Path | None:
    """Write these options of a call into the settings file, and return it; None where it has them."""
    path, text = text_with_options(settings, ignore, platform)
    is_new = not path.exists()
    if (is_new and not text) or (not is_new and read_file(path, FileKind.SETTINGS) == text.encode()):
        return None
    replace_file(path, text.encode(), root=settings.root, is_new=is_new)
    return path


_replaced = replace
"""`dataclasses.replace`, where an argument has its name."""


def hand_back(
    settings: Settings,
    provider: Provider,
    request: HandbackRequest,
    watcher: Watcher | None = None,
    databases: Sequence[Database] = (),
    *,
    agree: Callable[[HandedBack], None] | None = None,
) -> HandedBack:
    """Examine a copy of the project; without a no-go, write it and the rows of the databases.

    `agree` is called before anything is written, to the files or to a database, and may raise.

    Raises JournalError: what `bootstrap`, `snapshots`, `publish` and `stamp` raise. Then nothing is written, unless it
    says so.
    """
    watcher = watcher or Silence()
    refuse_version_1(settings)
    before = prepare(settings)
    engine = Engine.NATIVE if settings.engine == Engine.NATIVE else Engine.AUTO
    cleaning = NOTHING_CLEANED
    if request.fix:
        replays = Replays(read_folder(settings), request.recipe, provider, Silence())
        cleaning = plan_cleaning(replays, databases, request.ignore)
    accept, contents = request.accept | cleaning.accept, cleaning.contents
    asked = BootstrapRequest(engine, accept, True, request.recipe, contents=contents)
    with cleaning.explained(partial(request.command, settings), fixes=request.fix):
        boot = build_journal(settings, provider, asked, watcher)
    with copy_project(settings, boot.text) as copy:
        cleaning.write_to(copy)
        options = ReplayOptions(
            provider, request.recipe, watcher, find_kit(settings, copy.folder), Scope.of(settings, request.ignore)
        )
        examined = _examined(copy, options, request, boot, databases, cleaning=cleaning)
        result = examined.result
        if request.dry_run or not result.passed:
            return result
        if agree and result.writes:
            agree(_replaced(result, target=result.due[0].database.target) if result.due else result)
        wrote = list[bool]()
        followed = tuple(one.database.target.shown for one in result.due if one.follows)
        hashes = RecordedHashes(examined.changes, followed)
        landed = land(examined.work, result.due, lambda: wrote.append(publish(copy, before, hashes)))
        others = [one for one in result.landings if not one.is_due]
        return replace(result, written=any(wrote), landings=(*landed, *others))


@dataclass(frozen=True)
class _Examined:
    """The result before anything is written; `changes`: of the hashes of files, by this handback."""

    result: HandedBack
    work: LandingWork
    changes: tuple[HashChange, ...]


def _examined(
    copy: ProjectCopy,
    options: ReplayOptions,
    request: HandbackRequest,
    boot: Bootstrapped,
    databases: Sequence[Database],
    *,
    cleaning: Cleaning,
) -> _Examined:
    """Complete the copy, compare it with `schema.ts`, prove it, and plan the stamps; each step adds its items."""
    typed, fixes = request, choose_fixes(copy, request, options) if request.fix else None
    request = fixes.request if fixes else request
    settings, renumbering = copy.original, renumber(copy) if request.renumber else None
    if renumbering:
        copy = _replaced(copy, settings=with_new_names(copy.settings, renumbering.tags))
    newer, again = newer_kit(copy, request.v1) if request.v1 else None, partial(request.command, settings)
    changes = cleaning.changes(renumbering.tags if renumbering else {})
    followed = (*changes, *earlier_changes(settings, changes))
    items, completed = [journal_item(boot), *cleaning.items, *(fixes.items if fixes else ())], None
    landings = list[Landing]()
    try:
        completed = complete(copy, options, replace=request.replace, rebuild_all=request.rebuild_all)
        if request.bridge:
            names = [live_names(completed, database, request.ignore) for database in databases]
            completed = add_bridge(copy, options, completed, names)
        items += _completed_items(copy, options, request, completed)
        has_journal = (settings.meta / FILE_NAME).exists()
        for database in databases:
            plan = plan_stamp(completed, database, request.ignore, followed, has_journal=has_journal)
            found = (*plan.items, *LiveNames(copy, completed, options, database).items(again, plan))
            items += (one.of(database.target.shown) if len(databases) > 1 else one for one in found)
            is_new = {change.tag for change in changes} & {*plan.tags}
            landings.append(Landing(database, plan, follows=bool(plan.rehash.count or is_new)))
        plans = [one.plan for one in landings]
        own = transaction_items(settings, again, completed, plans, fixes=request.fix)
        items += (item.reworded(renumbering.in_old_names) if renumbering else item for item in own)
        for plan in plans or [LivePlan(())] if newer else ():
            assert newer  # noqa: S101 - else there is no plan here
            items += upgrade_items(again, newer, copy, completed, plan.ledger)
    except SchemaUnusable as error:
        items.append(no_go("schema", error.message, error.hint))
    items += cleaning.recorded_items(again, named=bool(databases))
    if renumbering:
        items += renamed_items(settings, renumbering.tags)
        for database in databases:
            items += manual_names(renumbering.tags, database.live)
    about_project = tuple(item.reworded(copy.in_project_paths) for item in items)
    bridge, files = completed.bridge if completed else None, to_be_published(copy)
    folder = completed.folder if completed else read_folder(copy.settings)
    result = HandedBack(settings, typed, boot, renumbering, bridge, about_project, files, tuple(landings))
    return _Examined(result, LandingWork(folder, followed, partial(_prover, folder, request)), changes)


def _prover(folder: Folder, request: HandbackRequest, database: Database) -> Prove:
    return drift_prover(folder, request.recipe, database.provider, Silence(), request.ignore)


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

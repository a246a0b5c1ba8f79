"""Look at a copy of the project and at the databases: the go/no-go list, and what would be written."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from journal.dataclass import dataclass
from journal.folder.entries import FILE_NAME
from journal.folder.read import Folder, read_folder
from journal.handback.bridge import add_bridge
from journal.handback.checklist import (
    Again,
    Item,
    comparison_items,
    journal_item,
    no_go,
    note,
    rule_items,
    snapshot_items,
    unknown,
)
from journal.handback.cleaning_plan import Cleaning
from journal.handback.complete import CompletedCopy, ReplayOptions, complete
from journal.handback.config import config_items
from journal.handback.copy import ProjectCopy
from journal.handback.fixes import choose_fixes
from journal.handback.landing import LandingWork
from journal.handback.live_names import LiveNames, live_names
from journal.handback.named_settings import NewSettings, new_settings
from journal.handback.new_lock import NewLock, new_lock
from journal.handback.numbering import renumber
from journal.handback.prove import prove
from journal.handback.publish import to_be_published
from journal.handback.recorded import following
from journal.handback.remedies import keeping
from journal.handback.request import Database, HandbackRequest, HandedBack, Landing, LivePlan
from journal.handback.schema_ts import SchemaUnusable
from journal.handback.stamp import plan_stamp
from journal.handback.transactions import transaction_items
from journal.handback.upgrade import newer_kit, upgrade_items
from journal.ledger.rehash import FileChanges
from journal.ledger.renamed_rows import NameChanges
from journal.rebuild.schemas import Prove, drift_prover
from journal.replay.watcher import Silence
from journal.verbs.bootstrap import Bootstrapped


@dataclass(frozen=True)
class Examined:
    """The result before anything is written.

    `changes`: those of files that rows follow, by this handback. `named`: the settings with the new names, `lock`: the
    lock with them and the new hashes.
    """

    result: HandedBack
    work: LandingWork
    changes: FileChanges
    named: NewSettings | None = None
    lock: NewLock | None = None


def examine(  # noqa: PLR0913 - the steps before it
    copy: ProjectCopy,
    options: ReplayOptions,
    request: HandbackRequest,
    boot: Bootstrapped,
    databases: Sequence[Database],
    *,
    cleaning: Cleaning,
) -> Examined:
    """Complete the copy, compare it with `schema.ts`, prove it, and plan the stamps; each step adds its items."""
    typed, fixes = request, choose_fixes(copy, request, options) if request.fix else None
    request = fixes.request if fixes else request
    settings, renumbering = copy.original, renumber(copy) if request.renumber else None
    named = None
    if renumbering:
        copy = replace(copy, settings=renumbering.renamed.settings(copy.settings))
        named = new_settings(settings, renumbering.renamed)
    newer, again = newer_kit(copy, request.v1) if request.v1 else None, partial(request.command, settings)
    tags = renumbering.tags if renumbering else {}
    changes = FileChanges(cleaning.changes(tags), NameChanges(tags))
    followed = following(settings, changes)
    items, completed = [journal_item(boot), *cleaning.items, *(fixes.items if fixes else ())], None
    landings = list[Landing]()
    try:
        completed = complete(copy, options, replace=request.replace, rebuild_all=request.rebuild_all)
        if request.bridge:
            names = [live_names(completed, database, request.ignore) for database in databases]
            completed = add_bridge(copy, options, completed, names)
        items += completed_items(copy, options, request, completed)
        has_journal = (settings.meta / FILE_NAME).exists()
        for database in databases:
            plan = plan_stamp(completed, database, request.ignore, followed, has_journal=has_journal)
            found = (*plan.items, *LiveNames(copy, completed, options, database).items(again, plan))
            items += (one.of(database.target.shown) if len(databases) > 1 else one for one in found)
            is_new = {change.tag for change in changes.hashes} & {*plan.tags}
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
    items += named.items() if named else ()
    if renumbering and not databases:
        items.append(_names_unknown(again))
    about_project = tuple(item.reworded(copy.in_project_paths) for item in items)
    bridge = completed.bridge if completed else None
    folder = completed.folder if completed else read_folder(copy.settings)
    lock = new_lock(copy, boot.folder.lock, tags) if boot.folder.lock else None
    files = to_be_published(copy)
    if lock and lock.changes:
        files = (*files, os.path.relpath(lock.path, settings.migrations))
    result = HandedBack(settings, typed, boot, renumbering, bridge, about_project, files, tuple(landings))
    return Examined(result, LandingWork(folder, followed, partial(_prover, folder, request)), changes, named, lock)


def _names_unknown(again: Again) -> Item:
    """Return the item of new names where no database was named."""
    message = (
        "The files get other names. No database was named, so it is not known whether the manual ledger of one has the "
        "old names: `drizzle-journal run` would run all files there again."
    )
    way = f"Name every database: {again('--url', 'URL')}. If none has a manual ledger: {again('--unproved')}"
    return unknown("recorded-names", message, way)


def _prover(folder: Folder, request: HandbackRequest, database: Database) -> Prove:
    return drift_prover(folder, request.recipe, database.provider, Silence(), request.ignore)


def completed_items(
    copy: ProjectCopy, options: ReplayOptions, request: HandbackRequest, completed: CompletedCopy
) -> Iterator[Item]:
    """Yield the items about a completed copy: its snapshots, the settings, the rules, schema.ts and the proofs."""
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

"""Look at a copy of the project and at the databases: the go/no-go list, and what would be written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from journal.dataclass import dataclass
from journal.folder.read import Folder, read_folder
from journal.handback.bridge import add_bridge
from journal.handback.checklist import (
    Item,
    comparison_items,
    journal_item,
    no_go,
    note,
    rule_items,
    snapshot_items,
)
from journal.handback.cleaning_plan import Cleaning
from journal.handback.complete import CompletedCopy, ReplayOptions, complete
from journal.handback.config import config_items
from journal.handback.copy import ProjectCopy
from journal.handback.fixes import choose_fixes
from journal.handback.landing import LandingWork
from journal.handback.live_look import LiveLook
from journal.handback.live_names import live_names
from journal.handback.numbering import renumber
from journal.handback.prove import prove
from journal.handback.publication import Publication
from journal.handback.recorded import following
from journal.handback.remedies import keeping
from journal.handback.renames import Renames
from journal.handback.request import Database, HandbackRequest, HandedBack, Landing
from journal.handback.schema_ts import SchemaUnusable
from journal.handback.transactions import transaction_items
from journal.handback.upgrade import BREAKS_1_0, UpgradeTrial, newer_kit
from journal.handback.version_1 import new_folders
from journal.ledger.rehash import FileChanges
from journal.rebuild.schemas import Prove, drift_prover
from journal.replay.watcher import Silence
from journal.verbs.bootstrap import Bootstrapped

_OF_0 = ("prefix", "when-in-the-future", "drizzle-kit")
"""Items about the next `generate` of 0.x, which mean nothing for a folder of 1.0."""


@dataclass(frozen=True)
class Examined:
    """The result before anything is written.

    `changes`: those of files that rows follow, by this handback. `whens`: those of the entries by the folders of 1.0.
    """

    result: HandedBack
    work: LandingWork
    changes: FileChanges
    publication: Publication
    whens: Mapping[str, int]


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
    if request.to_1:
        request = replace(request, replace=True, renumber=True, move_meta=True)
    settings, renumbering = copy.original, renumber(copy) if request.renumber else None
    if renumbering:
        copy = replace(copy, settings=renumbering.renamed.settings(copy.settings))
    newer, again = (
        newer_kit(copy, request.v1) if request.v1 or request.to_1 else None,
        partial(request.command, settings),
    )
    items, completed = [journal_item(boot), *cleaning.items, *(fixes.items if fixes else ())], None
    renames, landings, trial, published = Renames(renumbering), list[Landing](), None, copy
    try:
        completed = complete(copy, options, replace=request.replace, rebuild_all=request.rebuild_all)
        if request.bridge:
            names = [live_names(completed, database, request.ignore) for database in databases]
            completed = add_bridge(copy, options, completed, names)
        items += completed_items(copy, options, request, completed)
        if request.to_1:
            renames = Renames(renumbering, new_folders(copy, completed, options.now))
        look = LiveLook(copy, options, request, completed, cleaning, renames)
        landings = [look.landing(database) for database in databases]
        for one in landings:
            found = look.items(one, again)
            items += (item.of(one.database.target.shown) if len(databases) > 1 else item for item in found)
        plans = [one.plan for one in landings]
        own = transaction_items(settings, again, completed, plans, fixes=request.fix)
        items += (item.reworded(renumbering.in_old_names) if renumbering else item for item in own)
        if newer:
            trial = UpgradeTrial(again, newer, copy, completed, renames.folders, options.scope)
            items += trial.items(landings)
        if trial and trial.is_whole and renames.folders:
            published = renames.folders.assemble(trial.upgraded.out, copy.folder / "version_1")
    except SchemaUnusable as error:
        items.append(no_go("schema", error.message, error.hint))
    items += cleaning.recorded_items(again, named=bool(databases))
    publication = renames.publication(published, boot.folder.lock)
    items += publication.settings.items() if publication.settings else ()
    if not databases:
        items += renames.unknown_items(again)
    about_project = tuple(item.reworded(copy.in_project_paths) for item in items)
    folder = completed.folder if completed else read_folder(copy.settings)
    result = HandedBack(
        settings, typed, boot, None if request.to_1 else renumbering, completed.bridge if completed else None,
        about_project, publication.files, tuple(landings), renames.tags if renames.folders else {},
    )  # fmt: skip
    changes = renames.changes(cleaning)
    prove, followed = partial(_prover, folder, request), following(settings, changes)
    work = LandingWork(folder, followed, prove, renames.converting(landings) if completed else None)
    return Examined(result, work, changes, publication, renames.folders.whens if renames.folders else {})


def _prover(folder: Folder, request: HandbackRequest, database: Database) -> Prove:
    return drift_prover(folder, request.recipe, database.provider, Silence(), request.ignore)


def completed_items(
    copy: ProjectCopy, options: ReplayOptions, request: HandbackRequest, completed: CompletedCopy
) -> Iterator[Item]:
    """Yield the items about a completed copy: its snapshots, the settings, the rules, schema.ts and the proofs."""
    again = partial(request.command, copy.original)
    yield from snapshot_items(again, completed.chain, completed.stale)
    for item in config_items(again, copy, completed.folder.journal.entries, options, move_meta=request.move_meta):
        if not request.to_1 or item.name not in _OF_0:
            yield item
    findings = [one for one in completed.findings if not request.to_1 or one.rule not in BREAKS_1_0]
    yield from rule_items(copy.original, findings)
    yield from comparison_items(again, completed.comparison, keeping(again, completed, options.scope))
    if request.bridge and not request.fix and completed.comparison and not completed.bridge:
        yield note("bridge", "No object differs only by name, so no bridge was written.", "")
    # --fix has looked for the snapshots that are wrong
    rebuild = again("--replace-all" if request.replace or request.fix else "--replace")
    yield from prove(again, copy, completed, options, rebuild)

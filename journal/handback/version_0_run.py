"""`handback --to 0.x`: a folder of drizzle 1.0 becomes one of 0.x, for a team that has to stay there.

The steps are those of every handback: copy, complete, compare, prove, publish. What the ledgers of 1.0 have to lose is
written with the files, and undone with them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from journal.dataclass import dataclass
from journal.drizzle.choice import Engine
from journal.errors import SettingsInvalid
from journal.folder.read import Folder, NothingThere, read_folder, refuse_mixed
from journal.folder.version_1 import read_version_1
from journal.handback.checklist import Item, ItemVerdict, journal_item, note, unknown
from journal.handback.compare import Scope
from journal.handback.complete import CompletedCopy, ReplayOptions, complete
from journal.handback.copy import ProjectCopy, copy_project
from journal.handback.examine import completed_items
from journal.handback.landing import LandingWork, land
from journal.handback.ledger_conversion import LedgerConversion, LedgerState
from journal.handback.named_settings import NewSettings, new_settings
from journal.handback.new_lock import removed_lock
from journal.handback.publication import Publication
from journal.handback.publish import prepare, publish, refuse_linked_folders
from journal.handback.recorded import RecordedChanges
from journal.handback.request import Database, HandbackRequest, HandedBack, Landing, LivePlan
from journal.handback.schema_ts import SchemaUnusable
from journal.handback.stamp import rehash_items
from journal.handback.transactions import transaction_items
from journal.handback.version_0 import Version0, plan_version_0
from journal.handback.version_0_kit import about_1_0, older_kit, unusable_item
from journal.handback.version_0_ledger import ledger_items, ledger_of_0, to_version_0
from journal.ledger.predict import local_migrations
from journal.ledger.rehash import plan_rehash
from journal.ledger.upgrade import NotUpgradable
from journal.project.layout import Layout, is_version_1
from journal.project.settings import Settings
from journal.replay.watcher import Watcher
from journal.server.provider import Provider
from journal.verbs.bootstrap import BootstrapRequest, build_journal


def hand_back_to_0(  # noqa: PLR0913 - as hand_back
    settings: Settings,
    provider: Provider,
    request: HandbackRequest,
    watcher: Watcher,
    databases: Sequence[Database],
    *,
    agree: Callable[[HandedBack], None] | None = None,
) -> HandedBack:
    """Examine a copy in the layout of 0.x; without a no-go, write it and the ledgers of the databases.

    Raises JournalError: what the steps raise. Then nothing is written, unless it says so.
    """
    settings, before = prepare(settings)
    _refuse_others(settings, request)
    engine = Engine.NATIVE if settings.engine == Engine.NATIVE else Engine.AUTO
    boot = build_journal(settings, provider, BootstrapRequest(engine, request.accept, True, request.recipe), watcher)
    plan = plan_version_0(read_version_1(settings))
    with copy_project(settings, plan.renumbering.journal.text) as plain:
        blocked = [one for one in plan.items() if one.verdict is ItemVerdict.NO_GO]
        items = [journal_item(boot), *plan.items()]
        found = HandedBack(settings, request, boot, plan.renumbering, None, tuple(items), ())
        if blocked:
            return found
        copy = plan.write_to(plain)
        kit = older_kit(copy, request.v0)
        options = ReplayOptions(provider, request.recipe, watcher, kit, Scope.of(settings, request.ignore))
        examined = _Examination(plan, copy, options, request).result(found, databases)
        result, named = examined.handed_back, examined.named
        if request.dry_run or not result.passed:
            return result
        if agree and result.writes:
            agree(replace(result, target=result.due[0].database.target) if result.due else result)
        copies, wrote = dict[str, str](), list[bool]()
        due = tuple(one.database.target.shown for one in result.due if one.follows)
        recorded = RecordedChanges(plan.changes, due, copies)
        work = LandingWork(examined.folder, plan.changes, converting=partial(_converted, plan, copies))
        lock = removed_lock(plan.folder.lock) if plan.folder.lock else None
        new = Publication(copy, named, lock)
        landed = land(work, result.due, lambda: wrote.append(publish(new, before, recorded)))
        others = [one for one in result.landings if not one.is_due]
        return replace(result, written=any(wrote), landings=(*landed, *others))


def _refuse_others(settings: Settings, request: HandbackRequest) -> None:
    """Raise where the folder is none of 1.0, or an option means a folder of 0.x."""
    flags = {
        "--fix": request.fix, "--renumber": request.renumber, "--bridge": request.bridge,
        "--move-meta": request.move_meta, "--v1": request.v1,
    }  # fmt: skip
    if given := [flag for flag, is_given in flags.items() if is_given]:
        raise SettingsInvalid(
            f"{given[0]} is about a folder of 0.x, and --to 0.x about one of 1.0.",
            hint=f"First: {settings.command('handback', '--to', '0.x')}. Then: handback {given[0]}",
        )
    if is_version_1(settings):
        refuse_linked_folders(settings)
        return
    refuse_mixed(read_folder(settings))
    raise NothingThere(
        f"{settings.migrations} does not have {Layout.DRIZZLE_1.value}.",
        hint="--to 0.x makes a folder of 1.0 one of 0.x.",
    )


def _converted(plan: Version0, copies: dict[str, str], state: LedgerState) -> LedgerConversion | None:
    """Convert a ledger, and note the name of its copy for the record."""
    found = to_version_0(plan, state)
    if found:
        copies[state.shown] = state.backup
    return found


@dataclass(frozen=True)
class _Examined:
    """The result, the folder of 0.x, and the settings with the new names."""

    handed_back: HandedBack
    folder: Folder
    named: NewSettings | None


@dataclass(frozen=True)
class _Examination:
    plan: Version0
    copy: ProjectCopy
    options: ReplayOptions
    request: HandbackRequest

    def result(self, found: HandedBack, databases: Sequence[Database]) -> "_Examined":
        """Complete the copy, compare and prove it, and look at the ledgers; each step adds its items."""
        settings, items, landings = self.copy.original, [*found.items], list[Landing]()
        folder = self.plan.folder
        try:
            completed = complete(
                self.copy, self.options, replace=self.request.replace, rebuild_all=self.request.rebuild_all
            )
            folder = completed.folder
            proofs = completed_items(self.copy, self.options, self.request, completed)
            items += (about_1_0(item, self.options.kit, settings) for item in proofs)
            for database in databases:
                landing = self._landing(completed, database)
                several, shown = len(databases) > 1, database.target.shown
                items += (one.of(shown) if several else one for one in landing.plan.items)
                landings.append(landing)
            plans, again = [one.plan for one in landings], partial(self.request.command, settings)
            items += transaction_items(settings, again, completed, plans, fixes=False)
        except SchemaUnusable as error:
            items.append(unusable_item(error))
        named = new_settings(settings, self.plan.renumbering.renamed)
        items += named.items() if named else ()
        items += self._unnamed_items() if not databases else ()
        message = "migrate of 1.0, with the old folder, would give the ledgers their columns again."
        way = "First stop what runs it, such as an application at its start. Deploy the folder with drizzle-orm 0.x."
        items.append(note("deploy", message, way))
        shown_items = tuple(item.reworded(self.copy.in_project_paths) for item in items)
        files = Publication(self.copy).names
        result = replace(found, items=shown_items, files=files, landings=tuple(landings))
        return _Examined(result, folder, named)

    def _landing(self, completed: CompletedCopy, database: Database) -> Landing:
        live, plan = database.live, self.plan
        rehash = plan_rehash(local_migrations(completed.folder), live.ledger, live.manual, plan.changes)
        place = completed.folder.settings.ledger
        items = (*ledger_items(plan, completed.folder, live.ledger), *rehash_items(place, rehash))
        after, converts, last = None, False, None
        if live.ledger.exists and all(item.verdict is not ItemVerdict.NO_GO for item in items):
            try:
                after = ledger_of_0(plan, live.ledger)
            except NotUpgradable:
                after = None
        if after:
            converts = live.ledger.named or after.rows != live.ledger.rows
            whens = {row.created_at for row in after.rows}
            last = next((one.tag for one in reversed(plan.entries) if one.when in whens), None)
        live_plan = LivePlan(items, last, rehash=rehash)
        return Landing(database, live_plan, follows=bool(converts or rehash.count), converts=converts)

    def _unnamed_items(self) -> Iterator[Item]:
        """Yield the item where no database was named: a ledger that keeps the columns of 1.0 is a trap."""
        again = partial(self.request.command, self.copy.original)
        message = (
            "No database was named. A ledger that keeps the columns of 1.0 works with 0.x, but 1.0 would run again "
            "what 0.x has added; and what is pending in it now, 0.x may skip silently."
        )
        way = f"Name every database: {again('--url', 'URL')}. If none has a ledger of 1.0: {again('--unproved')}"
        yield unknown("live-ledger", message, way)

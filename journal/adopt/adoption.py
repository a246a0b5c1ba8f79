"""The steps of an adoption: copy, replay, snapshots, the live database, and writing, all or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from journal.adopt.copy import copy_with, own_root
from journal.adopt.evidence import TheirEvidence, read_evidence
from journal.adopt.files import AdoptedFiles
from journal.adopt.findings import sql_findings
from journal.adopt.history import Tool
from journal.adopt.live import plan_live
from journal.adopt.record import AdoptedRows
from journal.adopt.request import Adopted, AdoptRequest
from journal.adopt.snapshots import SnapshotWork
from journal.connect.session import reading
from journal.connect.target import NOWHERE
from journal.dataclass import dataclass
from journal.drizzle.choice import Engine
from journal.folder.lock import Lock, LockedMigration, lock_beside_journal, read_lock
from journal.folder.rewrite.many import ADOPTED, ADOPTED_TO_1
from journal.folder.version_1 import read_either
from journal.handback.checklist import Item, go, journal_item
from journal.handback.copy import ProjectCopy
from journal.handback.landing import LandingWork, land
from journal.handback.named_settings import NewSettings, settings_with_ignored
from journal.handback.new_lock import NewLock, new_lock
from journal.handback.publication import Publication
from journal.handback.publish import State, publish
from journal.handback.request import Database, Landing
from journal.ledger.rehash import FileChanges
from journal.project.settings import Settings
from journal.rebuild.schemas import Prove, Replays, drift_prover
from journal.replay.watcher import Watcher
from journal.server.provider import Provider
from journal.verbs.bootstrap import Bootstrapped, BootstrapRequest, build_journal


@dataclass(frozen=True)
class Adoption:
    """Files that become entries, and the steps from the plan to the written folder.

    `tool`: whose ledger is read. `evidence`: what is known without it. `rewrites`: later snapshots may change.
    """

    settings: Settings
    request: AdoptRequest
    planned: AdoptedFiles
    source: str
    before: State
    provider: Provider
    watcher: Watcher
    database: Database | None = None
    tool: Tool | None = None
    evidence: TheirEvidence = TheirEvidence(())
    rewrites: bool = False

    def done(self, items: tuple[Item, ...], agree: Callable[[Adopted], None] | None) -> Adopted:
        """Prove on a copy, and without a no-go write it, unless it is a dry run. `items`: what is known before."""
        planned, database = self.planned, self.database
        result = Adopted(
            self.settings, self.request, self.source, planned.entries, items, is_version_1=planned.is_version_1,
            target=database.target if database else NOWHERE,
        )  # fmt: skip
        if not result.passed:
            return result
        with copy_with(self.settings, planned) as copy:
            findings = sql_findings(copy, planned)
            result = replace(result, items=(*items, *findings.items_before()))
            if not result.passed:
                return result
            boot, lock = _journal(copy, self)
            result = replace(result, items=(*items, journal_item(boot), *findings.items_after()))
            if not result.passed:
                return result
            snapshot_items = (*self._snapshots(copy).items(),)
            result = replace(result, items=(*result.items, *snapshot_items))
            folder = read_either(own_root(copy) if planned.is_version_1 else copy.settings)
            replays = Replays(folder, self.request.recipe, self.provider, self.watcher)
            landing, live_items, evidence = None, tuple[Item, ...](), self.evidence
            if database:
                evidence = self._evidence(database)
                plan = plan_live(replays, database, evidence, self.request.ignore)
                landing, live_items = Landing(database, plan), plan.items
            ignored = settings_with_ignored(self.settings, evidence.patterns) if self.tool else None
            if ignored:
                live_items = (*live_items, _ignored_item(ignored, evidence.patterns))
            new = Publication(copy, ignored, lock)
            shown = tuple(one.reworded(copy.in_project_paths) for one in (*result.items, *live_items))
            result = replace(result, items=shown, files=new.files, landing=landing)
            if self.request.dry_run or not result.passed or not result.writes:
                return result
            if agree:
                agree(result)
            return self._written(result, new, replays, evidence)

    def _snapshots(self, copy: ProjectCopy) -> SnapshotWork:
        count = len(self.planned.new)
        return SnapshotWork(
            copy, self.request, self.provider, self.watcher, self.planned.is_version_1, self.rewrites, count
        )

    def _evidence(self, database: Database) -> TheirEvidence:
        if self.tool is None:
            return self.evidence
        with reading(database.target) as connection:
            return read_evidence(connection, self.tool, self.planned)

    def _written(self, result: Adopted, new: Publication, replays: Replays, evidence: TheirEvidence) -> Adopted:
        landing = result.landing if result.rows else None
        rows = AdoptedRows()
        if landing and landing.plan.stamped:
            rows = AdoptedRows(landing.database.target.shown, landing.plan.stamped.plan.rows)
        base = ADOPTED_TO_1 if self.planned.is_version_1 else ADOPTED
        wrote = list[bool]()

        def prove(database: Database) -> Prove:
            patterns = (*self.request.ignore, *evidence.patterns)
            return drift_prover(replays.folder, self.request.recipe, database.provider, self.watcher, patterns)

        def write() -> None:
            wrote.append(publish(new, self.before, rows, base))
            if new.settings and not wrote[-1]:  # else it is in the record of the files
                new.settings.write()

        to = landing.plan.to if landing else None
        stamp = self.settings.command("stamp", "--to", to, "--url", "URL") if to else ""
        work = LandingWork(replays.folder, FileChanges(), prove, again=stamp)
        landed = land(work, [landing] if landing else [], write)
        return replace(result, written=any(wrote), landing=landed[0] if landed else result.landing)


def _journal(copy: ProjectCopy, work: Adoption) -> tuple[Bootstrapped, NewLock | None]:
    """Replay the copy, and fill in the hashes: into its journal, or into the lock that the project gets."""
    is_1, settings = work.planned.is_version_1, copy.original
    asked = BootstrapRequest(Engine.NATIVE, dry_run=is_1, recipe=work.request.recipe)
    boot = build_journal(own_root(copy) if is_1 else copy.settings, work.provider, asked, work.watcher)
    if is_1:
        lock = read_lock(settings)
        hashes = {one.entry.tag: one.captured for one in boot.parity.entries if one.captured}
        locked = {tag: LockedMigration(hash_) for tag, hash_ in hashes.items()} | dict(lock.migrations)
        return boot, NewLock(lock.path, lock.text, lock.with_migrations(locked))
    present: Lock | None = lock_beside_journal(settings)
    return boot, new_lock(copy, present, {}) if present else None


def _ignored_item(ignored: NewSettings, patterns: Sequence[str]) -> Item:
    """Tell that the tables of the other tool stay, and are no difference to the migrations from now on."""
    listed = ", ".join(f"'{one}'" if '"' in one else f'"{one}"' for one in patterns)  # as TOML
    return go(
        "their-tables",
        f"What the other tool has in the database stays, and {ignored.path.name} gets it, so that verify and locate "
        f"leave it out: ignore_objects = [{listed}]",
    )

"""The manual runner: pending files, one transaction each, recorded in `_manual_migrations`."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from journal.connect.session import reading, running
from journal.connect.target import NOWHERE, Target, server_version
from journal.folder.hashing import drizzle_hash
from journal.folder.migrations import Migration
from journal.folder.read import Folder, read_folder
from journal.ledger.drizzle import read_ledger, require_writable
from journal.ledger.lock import database_lock
from journal.ledger.manual_table import ManualTable, create_manual_table, read_manual_table
from journal.ledger.predict import local_migrations
from journal.ledger.privileges import NeededPrivileges, read_privileges
from journal.ledger.relation import READS, READS_ALL, WRITES
from journal.ledger.script import LedgerPlace
from journal.ledger.tables import read_tables
from journal.project.settings import Settings
from journal.replay.explain import AppliedMigration
from journal.replay.progress import Silence, Watcher
from journal.result import Result
from journal.runner.execute import execute
from journal.runner.failure import failed_by_hand, stopped
from journal.runner.plan import FileSelection, RunPlan, plan_run
from journal.runner.position import Positions
from journal.runner.recorder import Records
from journal.runner.session import RunTimeouts, reset_session
from journal.runner.transaction import FileFailed
from journal.runner.two_ledgers import TwoLedgers

if TYPE_CHECKING:
    from psycopg import Connection

_NEEDS = NeededPrivileges(frozenset({"SELECT", "INSERT", "UPDATE"}))


@dataclass(frozen=True)
class RunRequest:
    """What is asked of run. `journal`: keep Drizzle's ledger as well; `patience`: how long to wait."""

    choice: FileSelection = field(default_factory=FileSelection)
    journal: bool = False
    dry_run: bool = False
    patience: RunTimeouts = field(default_factory=RunTimeouts)


@dataclass(frozen=True)
class RunResult(Result):
    """The result: what was planned, what ran, and what was recorded because Drizzle had run it (`adopted`)."""

    document: ClassVar[str] = "run.run_json"

    folder: Folder
    plan: RunPlan
    applied: tuple[AppliedMigration, ...]
    server_version: str
    adopted: tuple[Migration, ...] = ()
    target: Target = field(default=NOWHERE, kw_only=True)
    dry_run: bool = False


def run(settings: Settings, target: Target, request: RunRequest, watcher: Watcher | None = None) -> RunResult:
    """Apply the pending files to the target's database. A dry run reads only, and makes no table.

    Raises MigrationFailed, whose `before` are applied and recorded; FileChanged, NotAllowed, RunByDrizzle or NoRow
    before anything runs; Locked when another run is at it; other JournalErrors for what cannot be read or connected to.
    """
    watcher = watcher or Silence()
    folder = read_folder(settings)
    if request.dry_run:
        with reading(target) as connection:
            found = _look(connection, folder, request)
            return RunResult(folder, found.plan, (), server_version(connection), found.adopted)
    with running(target) as connection:
        version = server_version(connection)
        watcher.reached(f"{target.shown} (PostgreSQL {version}, from {target.source})")
        connection.add_notice_handler(lambda diagnostic: watcher.notice(diagnostic.message_primary or ""))
        with stopped(target), database_lock(connection, seconds=request.patience.ledger_lock):
            found = _look(connection, folder, request)
            applied = _Running(connection, found, request, watcher).run()
            return RunResult(folder, found.plan, applied, version, found.adopted)


@dataclass(frozen=True)
class _Found:
    """What is there, and what is to be done about it. `place` is Drizzle's ledger, where it is kept as well."""

    folder: Folder
    table: ManualTable | None
    plan: RunPlan
    worlds: TwoLedgers
    adopted: tuple[Migration, ...] = ()
    place: LedgerPlace | None = None


def _look(connection: "Connection[Any]", folder: Folder, request: RunRequest) -> _Found:
    settings = folder.settings
    uses = READS_ALL if request.dry_run else WRITES
    table = read_manual_table(connection, uses)
    ledger = read_ledger(connection, settings.ledger, uses if request.journal else READS)
    plan = plan_run(folder, table, request.choice, read_tables(connection, settings.ledger))
    worlds = TwoLedgers(folder, local_migrations(folder), table, ledger)
    if not request.journal:
        worlds.refuse_run_again(plan.pending)
        return _Found(folder, table, replace(plan, notes=(*plan.notes, *worlds.notes(plan))), worlds)
    require_writable(settings.ledger, ledger)
    adopted = worlds.adopted(plan)
    plan = replace(plan, pending=tuple(one for one in plan.pending if one not in adopted))
    worlds.refuse_gaps(plan.pending)
    standing = read_privileges(connection, settings.ledger, _NEEDS)
    standing.refuse()
    place = LedgerPlace(settings.ledger, standing.schema, standing.table, ledger.named)
    return _Found(folder, table, plan, worlds, adopted, place)


@dataclass(frozen=True)
class _Running:
    connection: "Connection[Any]"
    found: _Found
    request: RunRequest
    watcher: Watcher

    def run(self) -> tuple[AppliedMigration, ...]:
        """Accept, adopt, and run what is pending, file by file."""
        found, plan = self.found, self.found.plan
        self.watcher.starting(len(plan.pending))
        if not (plan.pending or plan.accepted or found.adopted):
            return ()
        records = self._records()
        self._record_without_running(records)
        applied: list[AppliedMigration] = []
        for migration in plan.pending:
            applied.append(self._one(migration, records, tuple(applied)))
            self.watcher.applied(applied[-1])
        return tuple(applied)

    def _records(self) -> Records:
        found = self.found
        table = found.table or create_manual_table(self.connection)
        downs = set(found.folder.downs)
        locals_ = {
            one.tag: found.worlds.local_of(one) for one in found.plan.pending if found.place and one not in downs
        }
        records = Records(self.connection, table, found.place, locals_)
        if locals_:
            records.prepare()
        return records

    def _record_without_running(self, records: Records) -> None:
        with self.connection.transaction():
            for one in self.found.plan.accepted:
                row = records.table.find(one.path.name)
                if row:
                    records.table.set_hash(self.connection, row, drizzle_hash(one.raw))
            for one in self.found.adopted:
                replace(records, place=None).write(one, 0.0)

    def _one(self, migration: Migration, records: Records, before: tuple[AppliedMigration, ...]) -> AppliedMigration:
        reset_session(self.connection, self.request.patience)
        positions = Positions(records.table.schema)
        if migration in self.found.plan.anew:
            positions.delete(self.connection, migration.path.name)
        try:
            return execute(self.connection, migration, lambda seconds: records.write(migration, seconds), positions)
        except FileFailed as refused:
            raise failed_by_hand(migration, refused, before) from refused.__cause__

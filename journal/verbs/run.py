"""Apply pending files, each in one transaction, and record them in `_manual_migrations`."""

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from journal.connect.relation_safety import READS, READS_ALL, WRITES
from journal.connect.session import database_lock, reading, running
from journal.connect.target import NOWHERE, Target, server_version
from journal.connect.timeouts import RunTimeouts
from journal.folder.file_names import Kind
from journal.folder.hashing import drizzle_hash
from journal.folder.read import Folder, read_folder
from journal.ledger.created_tables import read_tables
from journal.ledger.manual_table import create_manual_table, read_manual_table
from journal.ledger.privileges import read_privileges
from journal.ledger.read import read_ledger, require_writable
from journal.ledger.write import LedgerPlace, create_statements
from journal.project.project import Result
from journal.project.settings import Settings
from journal.replay.explain import AppliedMigration
from journal.replay.watcher import Silence, Watcher
from journal.runner.execute import execute
from journal.runner.recorder import Records, TwoLedgers
from journal.runner.resume import Positions
from journal.runner.run_plan import FileSelection, RunPlan, plan_run
from journal.runner.session import reset_session, run_errors

if TYPE_CHECKING:
    from psycopg import Connection


@dataclass(frozen=True)
class RunRequest:
    """The files to run. `journal`: record them in Drizzle's ledger as well; `patience`: how long to wait."""

    choice: FileSelection = field(default_factory=FileSelection)
    journal: bool = False
    dry_run: bool = False
    patience: RunTimeouts = field(default_factory=RunTimeouts)


@dataclass(frozen=True)
class RunResult(Result):
    """What was planned, and what ran."""

    document: ClassVar[str] = "run.run_json"

    folder: Folder
    plan: RunPlan
    applied: tuple[AppliedMigration, ...]
    server_version: str
    target: Target = field(default=NOWHERE, kw_only=True)
    dry_run: bool = False


def run(settings: Settings, target: Target, request: RunRequest, watcher: Watcher | None = None) -> RunResult:
    """Apply the pending files to the target's database. A dry run only reads, and creates no table.

    Raises MigrationFailed, whose `before` are applied and recorded; FileChanged, NotAllowed, RunByDrizzle or NoRow
    before anything runs; Locked while another run holds the lock; other JournalErrors for what cannot be read.
    """
    watcher = watcher or Silence()
    folder = read_folder(settings)
    if request.dry_run:
        with reading(target) as connection:
            return RunResult(folder, _plan(connection, folder, request).plan, (), server_version(connection))
    with running(target) as connection:
        version = server_version(connection)
        watcher.reached(f"{target.shown} (PostgreSQL {version}, from {target.source})")
        connection.add_notice_handler(lambda diagnostic: watcher.notice(diagnostic.message_primary or ""))
        with run_errors(target), database_lock(connection, seconds=request.patience.ledger_lock):
            planned = _plan(connection, folder, request)
            return RunResult(folder, planned.plan, _apply(connection, planned, request, watcher), version)


@dataclass(frozen=True)
class _PlannedRun:
    """What is to be done. `place` is Drizzle's ledger, if it is kept as well."""

    plan: RunPlan
    ledgers: TwoLedgers
    place: LedgerPlace | None = None


def _plan(connection: "Connection[Any]", folder: Folder, request: RunRequest) -> _PlannedRun:
    settings = folder.settings
    uses = READS_ALL if request.dry_run else WRITES
    table = read_manual_table(connection, uses)
    ledger = read_ledger(connection, settings.ledger, uses if request.journal else READS)
    plan = plan_run(folder, table, request.choice, read_tables(connection, settings.ledger))
    ledgers = TwoLedgers(folder, table, ledger)
    if not request.journal:
        ledgers.refuse_run_again(plan.pending)
        return _PlannedRun(replace(plan, notes=(*plan.notes, *ledgers.notes(plan))), ledgers)
    require_writable(settings.ledger, ledger)
    plan = ledgers.adopting(plan)
    ledgers.refuse_gaps(plan.pending)
    privileges = read_privileges(connection, settings.ledger, ("SELECT", "INSERT", "UPDATE"))
    privileges.refuse()
    return _PlannedRun(plan, ledgers, LedgerPlace(settings.ledger, privileges.schema, privileges.table, ledger.named))


def _apply(
    connection: "Connection[Any]", planned: _PlannedRun, request: RunRequest, watcher: Watcher
) -> tuple[AppliedMigration, ...]:
    """Record accepted and adopted files, and run what is pending, file by file."""
    plan, applied = planned.plan, list[AppliedMigration]()
    watcher.starting(len(plan.pending))
    if not (plan.pending or plan.accepted or plan.adopted):
        return ()
    records = _records(connection, planned)
    with connection.transaction():
        for migration in plan.accepted:
            row = records.table.find(migration.path.name)
            if row:
                records.table.set_hash(connection, row, drizzle_hash(migration.raw))
        for migration in plan.adopted:
            records.write(migration, 0.0)
    for migration in plan.pending:
        reset_session(connection, request.patience)
        positions = Positions(records.table.schema)
        if migration in plan.restart:
            positions.delete(connection, migration.path.name)
        applied.append(execute(connection, migration, partial(records.write, migration), positions, applied))
        watcher.applied(applied[-1])
    return tuple(applied)


def _records(connection: "Connection[Any]", planned: _PlannedRun) -> Records:
    """Return where the files are recorded; tables that are missing are created."""
    table, place = planned.ledgers.table or create_manual_table(connection), planned.place
    forwards = [migration for migration in planned.plan.pending if migration.kind is not Kind.DOWN]
    locals_ = {migration.tag: planned.ledgers.local_of(migration) for migration in forwards} if place else {}
    for statement in create_statements(place) if place and locals_ else ():
        connection.execute(statement.text.encode())
    return Records(connection, table, place, locals_)

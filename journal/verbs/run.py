"""Apply pending files, each in one transaction, and record them in `_manual_migrations`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar

from journal.catalog.existing import all_exist
from journal.connect.relation_safety import READS, READS_ALL, WRITES
from journal.connect.session import database_lock, reading, running
from journal.connect.target import Target, server_version
from journal.connect.timeouts import LEDGER_LOCK_TIMEOUT, LOCK_TIMEOUT, RunTimeouts
from journal.errors import Note, Severity, place_at
from journal.folder.file_names import Kind
from journal.folder.hashing import drizzle_hash
from journal.folder.migrations import Migration
from journal.folder.read import Folder, read_folder
from journal.ledger.created_tables import read_tables
from journal.ledger.manual_table import create_manual_table, read_manual_table
from journal.ledger.privileges import read_privileges
from journal.ledger.read import read_ledger, require_writable
from journal.ledger.write import LedgerPlace, create_statements
from journal.project.project import Project, Result
from journal.replay.causes import causes_named
from journal.replay.explain import AppliedMigration
from journal.replay.watcher import Silence, Watcher
from journal.rules.support.own_transaction import KEEP, RULE, own_transaction_of
from journal.runner.execute import execute
from journal.runner.existing_objects import refuse_existing
from journal.runner.recorder import Records, TwoLedgers
from journal.runner.resume import Positions
from journal.runner.run_plan import FileSelection, RunPlan, first_to_run, plan_run
from journal.runner.session import reset_session, run_errors
from journal.verbs.arguments import find_database

if TYPE_CHECKING:
    from psycopg import Connection


@dataclass(frozen=True)
class RunResult(Result):
    """What was planned, and what ran."""

    document: ClassVar[str] = "run.run_json"

    target: Target
    folder: Folder
    plan: RunPlan
    applied: tuple[AppliedMigration, ...]
    server_version: str
    dry_run: bool = False


def run(
    project: Project,
    *,
    url: str | None = None,
    env_var: str | None = None,
    only: Sequence[str] = (),
    to: str | None = None,
    file: Sequence[str] = (),
    allow: Sequence[str] = (),
    accept: Sequence[str] = (),
    restart: Sequence[str] = (),
    journal: bool = False,
    lock_timeout: float = LOCK_TIMEOUT,
    ledger_lock_timeout: float = LEDGER_LOCK_TIMEOUT,
    statement_timeout: float = 0.0,
    dry_run: bool = False,
    watcher: Watcher | None = None,
) -> RunResult:
    """Apply the pending migrations, in order, one transaction each, and record them in _manual_migrations.

    `journal` records them in Drizzle's ledger, too. `restart` are files to run from the beginning although they
    stopped half way. Raises MigrationFailed, whose `before` are applied and recorded.

    A dry run only reads, and creates no table. Before anything runs, it raises FileChanged, NotAllowed, RunByDrizzle
    or NoRow; Locked while another run holds the lock; other JournalErrors for what cannot be read.

    >>> [applied.tag for applied in journal.run(project, url=url).applied]
    ['0000_create_users', '0001_add_email']
    """
    settings, target = find_database(project, url, env_var, writes=not dry_run)
    folder, watcher = read_folder(settings), watcher or Silence()
    selection = FileSelection(tuple(file), tuple(only), to, tuple(allow), tuple(accept), tuple(restart))
    if dry_run:
        with reading(target) as connection:
            plan = _plan(connection, folder, selection, READS_ALL, journal=journal).plan
            return RunResult(target, folder, plan, (), server_version(connection), dry_run=True)
    with causes_named(folder), running(target) as connection:
        version = server_version(connection)
        watcher.reached(f"{target.shown} (PostgreSQL {version}, from {target.source})")
        connection.add_notice_handler(lambda diagnostic: watcher.notice(diagnostic.message_primary or ""))
        with run_errors(target), database_lock(connection, seconds=ledger_lock_timeout):
            planned = _plan(connection, folder, selection, WRITES, journal=journal)
            patience = RunTimeouts(lock_timeout, statement_timeout, ledger_lock_timeout)
            applied = _apply(connection, planned, patience, watcher)
            return RunResult(target, folder, planned.plan, applied, version)


@dataclass(frozen=True)
class _PlannedRun:
    """What is to be done. `place` is Drizzle's ledger, if it is kept as well."""

    plan: RunPlan
    ledgers: TwoLedgers
    place: LedgerPlace | None = None


def _plan(
    connection: "Connection[Any]", folder: Folder, selection: FileSelection, uses: frozenset[str], *, journal: bool
) -> _PlannedRun:
    settings = folder.settings
    table = read_manual_table(connection, uses)
    ledger = read_ledger(connection, settings.ledger, uses if journal else READS)
    tables, exist = read_tables(connection, settings.ledger), partial(all_exist, connection)
    plan = plan_run(folder, table, selection, tables, exist)
    plan = replace(plan, notes=(*plan.notes, *_own_transactions(folder, plan)))
    ledgers = TwoLedgers(folder, table, ledger)
    if journal:
        require_writable(settings.ledger, ledger)
        plan = ledgers.adopting(plan)
    else:
        ledgers.refuse_run_again(plan.pending)
    first = first_to_run(folder, selection, plan)
    if first and table and Positions(connection, table.schema, first.path.name).read():
        first = None  # it has run in part: what it creates is there for that reason
    refuse_existing(folder, first, tables, exist)
    if not journal:
        return _PlannedRun(replace(plan, notes=(*plan.notes, *ledgers.notes(plan))), ledgers)
    ledgers.refuse_gaps(plan.pending)
    privileges = read_privileges(connection, settings.ledger, ("SELECT", "INSERT", "UPDATE"))
    privileges.refuse()
    return _PlannedRun(plan, ledgers, LedgerPlace(settings.ledger, privileges.schema, privileges.table, ledger.named))


def _own_transactions(folder: Folder, plan: RunPlan) -> Iterator[Note]:
    """Yield a note for each pending entry that would end Drizzle's transaction: here it has its own."""
    for migration in plan.pending if folder.journal.text else ():
        own = own_transaction_of(migration) if migration.tag in folder.journal.tags else None
        if own and not own.is_harmless:
            message = f"{own.effect}. `journal run` keeps to the transactions of the file."
            place = place_at(migration.path, migration.text, own.offset)
            yield Note(RULE, message, KEEP, place, Severity.NOTE)


def _apply(
    connection: "Connection[Any]", planned: _PlannedRun, patience: RunTimeouts, watcher: Watcher
) -> tuple[AppliedMigration, ...]:
    """Record accepted and adopted files, and run what is pending, file by file."""
    plan, applied = planned.plan, list[AppliedMigration]()
    watcher.starting(len(plan.pending))
    if not (plan.pending or plan.accepted or plan.adopted or any(plan.contained.values())):
        return ()
    table, place = planned.ledgers.table or create_manual_table(connection), planned.place
    forwards = [migration for migration in planned.plan.pending if migration.kind is not Kind.DOWN]
    locals_ = {migration.tag: planned.ledgers.local_of(migration) for migration in forwards} if place else {}
    for statement in create_statements(place) if place and locals_ else ():
        connection.execute(statement.text.encode())
    records = Records(connection, table, place, locals_)
    with connection.transaction():
        for migration in plan.accepted:
            if row := table.find(migration.path.name):
                table.set_hash(connection, row, drizzle_hash(migration.raw))
        later = {migration.tag for migration in plan.pending}
        at_once = (inside for baseline, inside in plan.contained.items() if baseline not in later)
        for migration in (*plan.adopted, *chain.from_iterable(at_once)):
            records.write(migration, 0.0)
    for migration in plan.pending:
        reset_session(connection, patience)
        positions = Positions(connection, table.schema, migration.path.name)
        if migration in plan.restart:
            positions.delete()
        recording = partial(_record, records, (migration, *plan.contained.get(migration.tag, ())))
        applied.append(execute(migration, recording, positions, applied))
        watcher.applied(applied[-1])
    return tuple(applied)


def _record(records: Records, migrations: Sequence[Migration], seconds: float) -> None:
    """Record the first as run, and the others, which it contains, as in the database with it."""
    for number, migration in enumerate(migrations):
        records.write(migration, 0.0 if number else seconds)

"""Apply pending files, each in one transaction, and record them in `_manual_migrations`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from journal.catalog.difference import Difference, Weight
from journal.connect.relation_safety import READS, READS_ALL, WRITES
from journal.connect.search_path import user_path
from journal.connect.session import database_lock, reading, running
from journal.connect.target import Target, connected, server_version
from journal.connect.timeouts import LEDGER_LOCK_TIMEOUT, LOCK_TIMEOUT, RunTimeouts, ledger_timeouts
from journal.connect.write_lock import lock_for_write, look_at_schema
from journal.dataclass import dataclass
from journal.errors import Note, SettingsInvalid, Severity, place_at
from journal.folder.file_names import Kind
from journal.folder.hashing import drizzle_hash
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.folder.reconcile import reconcile
from journal.folder.version_1 import read_either
from journal.ledger.behind_squash import refuse_behind_squash
from journal.ledger.live_objects import MigrationObjects, look_at_objects
from journal.ledger.manual_table import ManualTable, create_manual_table, read_manual_table
from journal.ledger.old_names import with_old_names
from journal.ledger.other_ledgers import read_other_ledgers
from journal.ledger.privileges import read_privileges
from journal.ledger.read import LiveLedger, read_ledger, require_writable
from journal.ledger.scripts import LedgerPlace, create_statements
from journal.ledger.upgrade import is_of_0, upgrade, upgraded
from journal.project.project import Project, Result
from journal.rebuild.temporary import ProofSummary, Prover, TemporaryServer
from journal.replay.explain import AppliedMigration
from journal.replay.named_causes import causes_named
from journal.replay.watcher import Silence, Watcher
from journal.rules.support.own_transaction import KEEP, RULE, own_transaction_of
from journal.runner.execute import execute
from journal.runner.existing_objects import refuse_existing
from journal.runner.other_records import refuse_recorded, refuse_unread
from journal.runner.recorder import Records, TwoLedgers
from journal.runner.resume import Positions
from journal.runner.run_plan import FileSelection, RunPlan, in_journal_order, plan_run
from journal.runner.session import records_transaction, reset_session, run_errors
from journal.verbs.arguments import find_database

if TYPE_CHECKING:
    from psycopg import Connection

_UPGRADED = "as `migrate` of 1.0 does it: each row gets the name of its migration."


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
    differences: tuple[Difference, ...] = ()
    proof: ProofSummary | None = None

    @property
    def database(self) -> str:
        """Return the name of the database."""
        return self.target.all_words.get("dbname") or self.target.all_words.get("user", "")

    @property
    def passed(self) -> bool:
        """Tell whether the live schema is the one that `record_only` needs, where that was compared."""
        return not any(difference.weight is Weight.REAL for difference in self.differences)


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
    record_only: Sequence[str] = (),
    journal: bool = False,
    lock_timeout: float = LOCK_TIMEOUT,
    ledger_lock_timeout: float = LEDGER_LOCK_TIMEOUT,
    statement_timeout: float = 0.0,
    dry_run: bool = False,
    unproved: bool = False,
    ignore: Sequence[str] = (),
    temp: str | None = None,
    pg_bin: str | Path | None = None,
    before: Sequence[str | Path] = (),
    platform: Literal["supabase", "neon"] | None = None,
    watcher: Watcher | None = None,
    agree: Callable[[RunResult], None] | None = None,
) -> RunResult:
    """Apply the pending migrations, in order, one transaction each, and record them in _manual_migrations.

    `journal` records them in Drizzle's ledger, too. `restart` are files to run from the beginning although they
    stopped half way. Raises MigrationFailed or ConnectionBroke, whose `before` are applied and recorded.

    `record_only` are files that have run, and are only recorded. A replay first proves that the live schema is the one
    after them, unless `unproved`; `ignore`, `temp`, `pg_bin`, `before` and `platform` are options of that proof.

    A dry run only reads, and creates no table. Before anything runs, it raises FileChanged, NotAllowed, RunByDrizzle,
    RecordedElsewhere, ObjectsExist or NoRow; Locked while another run holds the lock; other JournalErrors for what
    cannot be read. `agree` is called before anything is written, and may raise.

    >>> [applied.tag for applied in journal.run(project, url=url).applied]
    ['0000_create_users', '0001_add_email']
    """
    settings, target = find_database(project, url, env_var, writes=not dry_run)
    folder, watcher = read_either(settings), watcher or Silence()
    selection = FileSelection(
        tuple(file), tuple(only), to, tuple(allow), tuple(accept), tuple(restart), tuple(record_only)
    )
    server = TemporaryServer(temp=temp, pg_bin=pg_bin, before=before, platform=platform)
    prover = None if unproved else Prover(settings, server, ignore, watcher)
    waits = ledger_timeouts(ledger_lock_timeout)
    if dry_run:
        with reading(target, waits) as connection:
            plan = _plan(connection, folder, selection, READS_ALL, journal=journal).plan
            result = RunResult(target, folder, plan, (), server_version(connection), dry_run=True)
        return _proved(result, prover)
    with causes_named(folder), running(target, waits) as connection:
        version = server_version(connection)
        watcher.reached(f"{target.shown} (PostgreSQL {version}, from {target.source})")
        connection.add_notice_handler(lambda diagnostic: watcher.notice(diagnostic.message_primary or ""))
        with run_errors(target), database_lock(connection, seconds=ledger_lock_timeout):
            planned = _plan(connection, folder, selection, WRITES, journal=journal)
            result = _proved(RunResult(target, folder, planned.plan, (), version), prover)
            if not result.passed or planned.plan.is_empty:
                return result
            if agree:
                agree(result)
            patience = RunTimeouts(lock_timeout, statement_timeout)
            return replace(result, applied=_apply(connection, planned, patience, watcher))


def _proved(result: RunResult, prover: Prover | None) -> RunResult:
    """Return the result with how the live schema differs from that of the files which are only to be recorded."""
    plan, folder = result.plan, result.folder
    if not plan.record_only or prover is None:
        return result
    waiting = {one.tag for one in (*plan.pending, *plan.left)}
    entries = [one for one in reconcile(folder, now=datetime.now(UTC)).journal.entries if one.tag not in waiting]
    with connected(result.target) as connection:
        differences = prover(connection, entries)
    return replace(result, differences=differences, proof=prover.summary)


@dataclass(frozen=True)
class _PlannedRun:
    """What is to be done. `place` is Drizzle's ledger, if it is kept as well, and `of_0` is it before its upgrade."""

    plan: RunPlan
    ledgers: TwoLedgers
    place: LedgerPlace | None = None
    of_0: LiveLedger | None = None


def _plan(
    connection: "Connection[Any]", folder: Folder, selection: FileSelection, uses: frozenset[str], *, journal: bool
) -> _PlannedRun:
    settings = folder.settings
    table = with_old_names(read_manual_table(connection, settings.manual, uses), folder)
    ledger = read_ledger(connection, settings.ledger, uses if journal else READS)
    of_0 = ledger if journal and is_of_0(folder, ledger) else None
    ledger = upgraded(folder, ledger) if of_0 else ledger
    ledgers, path = TwoLedgers(folder, table, ledger), user_path(connection)

    @cache
    def look(recorded: frozenset[str]) -> Mapping[str, MigrationObjects]:
        return look_at_objects(connection, in_journal_order(folder), recorded, path, settings.ledger.schema)

    plan = plan_run(folder, table, selection, look(ledgers.recorded))
    others = read_other_ledgers(connection, folder, table)
    plan = replace(plan, notes=(*plan.notes, *_own_transactions(folder, plan)))
    if journal and plan.record_only:
        hint = f"For Drizzle's ledger: {settings.command('stamp')}"
        raise SettingsInvalid("--record-only and --journal exclude each other.", hint=hint)
    if journal:
        require_writable(settings.ledger, ledger)
        plan = ledgers.adopting(plan)
    else:
        ledgers.refuse_run_again(plan.pending)
    if not (selection.files or selection.record_only):
        refuse_behind_squash(folder, table, ledgers.recorded)
    refuse_recorded(folder, others, plan.pending)
    refuse_unread(others, plan.pending)
    if not selection.files:
        waiting = {one.tag for one in (*plan.pending, *plan.left)}
        objects = look(frozenset(folder.by_tag) - waiting)
        wanted = [one for one in plan.pending if not _has_begun(connection, table, one)]
        plan = replace(plan, notes=(*plan.notes, *refuse_existing(folder, wanted, objects)))
    if not journal:
        return _PlannedRun(replace(plan, notes=(*plan.notes, *ledgers.notes(plan))), ledgers)
    ledgers.refuse_gaps(plan.pending)
    privileges = read_privileges(connection, settings.ledger, ("SELECT", "INSERT", "UPDATE"))
    privileges.refuse()
    named = ledger.named or (folder.is_version_1 and not ledger.exists)
    if of_0 and plan.pending:
        message = (
            f"{settings.ledger.schema}.{settings.ledger.table} has the columns of 0.x. It first gets those of 1.0, "
        )
        plan = replace(plan, notes=(*plan.notes, Note("ledger-of-0", message + _UPGRADED, severity=Severity.NOTE)))
    place = LedgerPlace(settings.ledger, privileges.schema, privileges.table, named)
    return _PlannedRun(plan, ledgers, place, of_0)


def _has_begun(connection: "Connection[Any]", table: ManualTable | None, migration: Migration) -> bool:
    """Tell whether a file has run in part, so that what it makes is there for that reason."""
    return table is not None and Positions(connection, table.schema, migration.record_name).read() is not None


def _own_transactions(folder: Folder, plan: RunPlan) -> Iterator[Note]:
    """Yield a note for each pending entry that would end Drizzle's transaction: here it has its own."""
    for migration in plan.pending if folder.journal.entries else ():
        own = own_transaction_of(migration) if migration.tag in folder.journal.tags else None
        if own and not own.is_harmless:
            message = f"{own.effect}. `drizzle-journal run` keeps to the transactions of the file."
            place = place_at(migration.path, migration.text, own.offset)
            yield Note(RULE, message, KEEP, place, Severity.NOTE)


def _apply(
    connection: "Connection[Any]", planned: _PlannedRun, patience: RunTimeouts, watcher: Watcher
) -> tuple[AppliedMigration, ...]:
    """Record accepted and adopted files, and run what is pending, file by file."""
    plan, applied = planned.plan, list[AppliedMigration]()
    watcher.starting(len(plan.pending))
    ledgers, place = planned.ledgers, planned.place
    table = ledgers.table or create_manual_table(connection, ledgers.folder.settings.manual)
    forwards = [migration for migration in planned.plan.pending if migration.kind is not Kind.DOWN]
    locals_ = {migration.tag: planned.ledgers.local_of(migration) for migration in forwards} if place else {}
    oid = ledgers.ledger.oid
    if place and locals_ and oid is None:
        oid = _create_ledger(connection, place)
    if place and locals_ and planned.of_0:
        with records_transaction(connection):
            upgrade(connection, place, planned.of_0, ledgers.ledger.rows)
    records = Records(connection, table, place, locals_, oid)
    later = {migration.tag for migration in plan.pending}
    at_once = (inside for baseline, inside in plan.contained.items() if baseline not in later)
    recorded = [*plan.record_only, *plan.adopted, *chain.from_iterable(at_once)]
    if recorded or plan.accepted:
        with records_transaction(connection):
            for migration in plan.accepted:
                if row := table.find(migration.record_name):
                    table.set_hash(connection, row, drizzle_hash(migration.raw))
            for migration in recorded:
                records.write(migration, 0.0)
    for migration in plan.pending:
        reset_session(connection, patience)
        positions = Positions(connection, table.schema, migration.record_name)
        if migration in plan.restart:
            with records_transaction(connection):
                positions.delete()
        recording = partial(_record, records, (migration, *plan.contained.get(migration.tag, ())))
        applied.append(execute(migration, recording, positions, applied))
        watcher.applied(applied[-1])
    return tuple(applied)


def _create_ledger(connection: "Connection[Any]", place: LedgerPlace) -> int:
    """Create what is missing as drizzle-orm does, and return the oid of the table."""
    with records_transaction(connection):
        since = look_at_schema(connection, place.ledger.schema)
        for statement in create_statements(place):
            connection.execute(statement.text.encode())
        return lock_for_write(connection, *place.words, since=since).oid


def _record(records: Records, migrations: Sequence[Migration], seconds: float) -> None:
    """Record the first as run, and the others, which it contains, as in the database with it."""
    for number, migration in enumerate(migrations):
        records.write(migration, 0.0 if number else seconds)

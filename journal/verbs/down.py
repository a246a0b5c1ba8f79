"""Revert a migration: run its down file in one transaction, which also removes the records that it is applied."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from journal.backup.copy import Backup
from journal.backup.source import BackupSource, parse_source
from journal.connect.relation_safety import WRITES, lock_for_write
from journal.connect.search_path import user_schemas
from journal.connect.session import database_lock, reading, running
from journal.connect.target import NOWHERE, Target, server_version
from journal.connect.timeouts import RunTimeouts
from journal.folder.migrations import Migration
from journal.folder.read import Folder, read_folder
from journal.ledger.columns import LedgerRow
from journal.ledger.manual_table import read_manual_table
from journal.ledger.read import read_ledger, require_identifiable_rows
from journal.ledger.write import LedgerChanged
from journal.losses.effects_in_sql import effects_of
from journal.losses.estimate import Loss, estimate, sources_of
from journal.project.project import Result
from journal.project.settings import Settings
from journal.replay.explain import AppliedMigration
from journal.replay.watcher import Watcher
from journal.runner.execute import CannotGoOn, execute
from journal.runner.recorder import TwoLedgers
from journal.runner.resume import Positions
from journal.runner.revert_plan import DownPlan, down_pair, plan_revert
from journal.runner.session import as_ourselves, reset_session, run_errors

if TYPE_CHECKING:
    from psycopg import Connection


@dataclass(frozen=True)
class DownRequest:
    """`name`: the migration, or its down file; `despite_newer`: even if later ones are applied.

    `restart`: start from the down file's beginning, although it stopped half way.
    """

    name: str
    despite_newer: bool = False
    dry_run: bool = False
    patience: RunTimeouts = field(default_factory=RunTimeouts)
    restart: bool = False


@dataclass(frozen=True)
class DownResult(Result):
    """The plan, the data that it loses, and how the down file ran: `applied` is None in a dry run."""

    document: ClassVar[str] = "down.down_json"

    folder: Folder
    server_version: str
    plan: DownPlan
    losses: tuple[Loss, ...] = ()
    applied: AppliedMigration | None = None
    target: Target = field(default=NOWHERE, kw_only=True)
    backups: tuple[Backup, ...] = ()
    database: str = ""

    @property
    def sources(self) -> tuple[BackupSource, ...]:
        """The tables and columns of `losses` that a backup can copy."""
        return tuple(map(parse_source, sources_of(self.losses)))


def down(
    settings: Settings,
    target: Target,
    request: DownRequest,
    watcher: Watcher,
    *,
    before: "Callable[[Connection[Any], DownResult], None]",
) -> DownResult:
    """Revert a migration. A dry run only reads.

    `before` is called under the lock, before anything is done: it may ask, raise, or copy what will be lost. Raises
    NoDownFile, NotApplied or NewerApplied; MigrationFailed if the down file fails, which is rolled back; Locked, and
    what reading raises.
    """
    folder = read_folder(settings)
    pair = down_pair(folder, request.name)
    if request.dry_run:
        with reading(target) as connection:
            return _plan(connection, _read(connection, folder), pair, request)
    with running(target) as connection:
        connection.add_notice_handler(lambda diagnostic: watcher.notice(diagnostic.message_primary or ""))
        with run_errors(target), database_lock(connection, seconds=request.patience.ledger_lock):
            ledgers = _read(connection, folder)
            taken = _plan(connection, ledgers, pair, request)
            before(connection, taken)
            return replace(taken, applied=_run(connection, ledgers, taken.plan, request))


def _read(connection: "Connection[Any]", folder: Folder) -> TwoLedgers:
    ledger = read_ledger(connection, folder.settings.ledger, WRITES)
    require_identifiable_rows(folder.settings.ledger, ledger)
    return TwoLedgers(folder, read_manual_table(connection, WRITES), ledger)


def _plan(
    connection: "Connection[Any]", ledgers: TwoLedgers, pair: tuple[Migration, Migration], request: DownRequest
) -> DownResult:
    plan = plan_revert(ledgers, *pair, despite_newer=request.despite_newer)
    return DownResult(ledgers.folder, server_version(connection), plan, estimate(connection, effects_of(plan.down)))


def _run(connection: "Connection[Any]", ledgers: TwoLedgers, plan: DownPlan, request: DownRequest) -> AppliedMigration:
    schema = ledgers.table.schema if ledgers.table else next(iter(user_schemas(connection)), "public")
    positions = Positions(schema)
    reset_session(connection, request.patience)

    def settle(seconds: float) -> None:
        as_ourselves(connection)
        if ledgers.table and plan.record:
            ledgers.table.delete(connection, plan.record)
        _delete_rows(connection, ledgers.folder, plan.rows)

    if request.restart:
        positions.delete(connection, plan.down.path.name)
    try:
        return execute(connection, plan.down, settle, positions)
    except CannotGoOn as stuck:
        stuck.hint = "If it may run from its beginning once more, add --restart"
        raise


def _delete_rows(connection: "Connection[Any]", folder: Folder, rows: Sequence[LedgerRow]) -> None:
    """Delete exactly these rows of Drizzle's ledger, each as it was read. Raises LedgerChanged."""
    from psycopg import sql

    ledger = folder.settings.ledger
    if rows:
        lock_for_write(connection, ledger.schema, ledger.table)
    text = "DELETE FROM {} WHERE id = %s AND hash = %s AND created_at IS NOT DISTINCT FROM %s"
    statement = sql.SQL(text).format(sql.Identifier(ledger.schema, ledger.table))
    for row in rows:
        if connection.execute(statement, (row.id, row.hash, row.created_at)).rowcount != 1:
            raise LedgerChanged(
                f"Row {row.id} of {ledger.schema}.{ledger.table} was changed by another session; nothing was reverted.",
                hint=f"Look again: {folder.settings.command('status')}",
            )

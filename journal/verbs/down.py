"""Revert a migration: run its down file in one transaction, which also removes the records that it is applied."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from journal.backup.copy import GIGABYTE, Backup, CopyRequest, back_up
from journal.backup.source import BackupSource, parse_source
from journal.connect.relation_safety import WRITES
from journal.connect.search_path import user_schemas
from journal.connect.session import database_lock, reading, running
from journal.connect.target import Target, server_version
from journal.connect.timeouts import LEDGER_LOCK_TIMEOUT, LOCK_TIMEOUT, RunTimeouts, ledger_timeouts
from journal.connect.write_lock import lock_for_write
from journal.dataclass import dataclass
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.folder.version_1 import read_either
from journal.ledger.columns import LedgerRow
from journal.ledger.manual_table import read_manual_table
from journal.ledger.old_names import with_old_names
from journal.ledger.read import read_ledger, require_identifiable_rows
from journal.ledger.scripts import LedgerPlace, RowChange, change_statement
from journal.ledger.write import LedgerChanged
from journal.project.project import Project, Result
from journal.replay.explain import AppliedMigration
from journal.replay.watcher import Watcher
from journal.runner.execute import CannotGoOn, execute
from journal.runner.losses.effects_in_sql import effects_of
from journal.runner.losses.estimate import Loss, estimate, sources_of
from journal.runner.recorder import TwoLedgers
from journal.runner.resume import Positions
from journal.runner.revert_plan import DownPlan, down_pair, plan_revert
from journal.runner.session import as_ourselves, records_transaction, reset_session, run_errors
from journal.verbs.arguments import find_database

if TYPE_CHECKING:
    from psycopg import Connection


@dataclass(frozen=True)
class DownResult(Result):
    """The plan, the data that it loses, and how the down file ran: `applied` is None in a dry run."""

    document: ClassVar[str] = "down.down_json"

    target: Target
    folder: Folder
    database: str
    server_version: str
    plan: DownPlan
    losses: tuple[Loss, ...] = ()
    applied: AppliedMigration | None = None
    backups: tuple[Backup, ...] = ()

    @property
    def sources(self) -> tuple[BackupSource, ...]:
        """The tables and columns of `losses` that a backup can copy."""
        return tuple(map(parse_source, sources_of(self.losses)))


def down(
    project: Project,
    name: str,
    *,
    url: str | None = None,
    env_var: str | None = None,
    despite_newer: bool = False,
    restart: bool = False,
    backup: bool = False,
    max_size: float = 1.0,
    lock_timeout: float = LOCK_TIMEOUT,
    ledger_lock_timeout: float = LEDGER_LOCK_TIMEOUT,
    statement_timeout: float = 0.0,
    dry_run: bool = False,
    watcher: Watcher | None = None,
    agree: Callable[[DownResult], None] | None = None,
) -> DownResult:
    """Revert a migration by its down file, in one transaction that also removes its rows from the ledgers.

    `name` is the migration or its down file. `backup` first copies what would be lost.

    Raises NoDownFile, NotApplied or NewerApplied; MigrationFailed if the down file fails, which is rolled back;
    Locked, and what reading raises.

    >>> _ = journal.run(project, url=url)
    >>> journal.down(project, "0001_add_email", url=url).applied.tag
    '0001_add_email.down'
    """
    settings, target = find_database(project, url, env_var, writes=not dry_run)
    folder = read_either(settings)
    pair = down_pair(folder, name)
    patience = RunTimeouts(lock_timeout, statement_timeout)
    with (reading if dry_run else running)(target, ledger_timeouts(ledger_lock_timeout)) as connection:
        if dry_run:
            return _plan(connection, target, _read(connection, folder), pair, despite_newer=despite_newer)
        if watcher:
            connection.add_notice_handler(lambda diagnostic: watcher.notice(diagnostic.message_primary or ""))
        recorded = f"{pair[0].tag} is still recorded as applied."  # the records go in the down file's last transaction
        with (
            run_errors(target, recorded, "Type the command again."),
            database_lock(connection, seconds=ledger_lock_timeout),
        ):
            ledgers = _read(connection, folder)
            taken = _plan(connection, target, ledgers, pair, despite_newer=despite_newer)
            if agree:
                agree(taken)
            if backup and taken.sources:
                request = CopyRequest(round(max_size * GIGABYTE), patience)
                taken = replace(taken, backups=back_up(connection, taken.sources, request))
            return replace(taken, applied=_run(connection, ledgers, taken.plan, patience, restart=restart))


def _read(connection: "Connection[Any]", folder: Folder) -> TwoLedgers:
    ledger = read_ledger(connection, folder.settings.ledger, WRITES)
    require_identifiable_rows(folder.settings.ledger, ledger)
    table = with_old_names(read_manual_table(connection, folder.settings.manual, WRITES), folder)
    return TwoLedgers(folder, table, ledger)


def _plan(
    connection: "Connection[Any]",
    target: Target,
    ledgers: TwoLedgers,
    pair: tuple[Migration, Migration],
    *,
    despite_newer: bool,
) -> DownResult:
    plan = plan_revert(ledgers, *pair, despite_newer=despite_newer)
    losses = estimate(connection, effects_of(plan.down))
    return DownResult(target, ledgers.folder, connection.info.dbname, server_version(connection), plan, losses)


def _run(
    connection: "Connection[Any]", ledgers: TwoLedgers, plan: DownPlan, patience: RunTimeouts, *, restart: bool
) -> AppliedMigration:
    schema = ledgers.table.schema if ledgers.table else next(iter(user_schemas(connection)), "public")
    positions = Positions(connection, schema, plan.down.record_name)
    reset_session(connection, patience)

    def settle(seconds: float) -> None:
        as_ourselves(connection)
        for record in {row.name: row for row in plan.records}.values():
            if ledgers.table:
                ledgers.table.delete(connection, record)
        _delete_rows(connection, ledgers, plan.rows)

    if restart:
        with records_transaction(connection):
            positions.delete()
    try:
        return execute(plan.down, settle, positions)
    except CannotGoOn as stuck:
        stuck.hint = "If it may run from its beginning once more, add --restart"
        raise


def _delete_rows(connection: "Connection[Any]", ledgers: TwoLedgers, rows: Sequence[LedgerRow]) -> None:
    """Delete exactly these rows of Drizzle's ledger, each as it was read. Raises LedgerChanged."""
    if not rows:
        return
    ledger = ledgers.folder.settings.ledger
    locked = lock_for_write(connection, ledger.schema, ledger.table, oid=ledgers.ledger.oid)
    place = LedgerPlace(ledger, named=ledgers.ledger.named)
    for row in rows:
        statement = change_statement(place, RowChange(row, None, ""))
        if locked.write(statement.text) != 1:
            raise LedgerChanged(
                f"Row {row.id} of {ledger.schema}.{ledger.table} was changed by another session; nothing was reverted.",
                hint=f"Look again: {ledgers.folder.settings.command('status')}",
            )

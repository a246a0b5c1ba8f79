"""The manual runner: pending files, one transaction each, recorded in `_manual_migrations`."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from journal.connect.session import reading, writing
from journal.connect.target import Target, server_version
from journal.folder.config import Settings
from journal.folder.hashing import drizzle_hash
from journal.folder.migrations import Migration
from journal.folder.names import Kind
from journal.folder.read import Folder, read_folder
from journal.ledger.by_hand.columns import TABLE
from journal.ledger.by_hand.table import ManualTable, Run, create_manual_table, read_manual_table
from journal.ledger.lock import database_lock
from journal.manual.plan import RunPlan, plan_run
from journal.replay.explain import Applied, Explanation, MigrationFailed, explain, outside_statements
from journal.replay.send import PieceFailed, refusal_of, send
from journal.replay.watch import Silence, Watcher

if TYPE_CHECKING:
    from psycopg import Connection

LOCK_SECONDS = 10.0


@dataclass(frozen=True)
class RunRequest:
    """What is asked of run. `files`: exactly these, by name; `lock_seconds`: how long to wait for another run."""

    files: tuple[str, ...] = ()
    dry_run: bool = False
    lock_seconds: float = LOCK_SECONDS


@dataclass(frozen=True)
class Ran:
    """The result: what was planned, and what ran."""

    folder: Folder
    plan: RunPlan
    applied: tuple[Applied, ...]
    server_version: str


def run(settings: Settings, target: Target, request: RunRequest, watcher: Watcher | None = None) -> Ran:
    """Apply the pending files to the target's database. A dry run reads only, and makes no table.

    Raises MigrationFailed, whose `before` are applied and recorded; Locked when another run is at it; other
    JournalErrors for what cannot be read or connected to.
    """
    watcher = watcher or Silence()
    folder = read_folder(settings)
    if request.dry_run:
        with reading(target) as connection:
            plan = plan_run(folder, read_manual_table(connection), request.files)
            return Ran(folder, plan, (), server_version(connection))
    with writing(target) as connection:
        version = server_version(connection)
        watcher.reached(f"{target.shown} (PostgreSQL {version}, from {target.source})")
        connection.add_notice_handler(lambda diagnostic: watcher.notice(diagnostic.message_primary or ""))
        with database_lock(connection, seconds=request.lock_seconds):
            table = read_manual_table(connection)
            plan = plan_run(folder, table, request.files)
            watcher.starting(len(plan.pending))
            applied = _run_all(connection, plan.pending, table, watcher)
    return Ran(folder, plan, applied, version)


def _run_all(
    connection: "Connection[Any]", pending: Sequence[Migration], table: ManualTable | None, watcher: Watcher
) -> tuple[Applied, ...]:
    applied: list[Applied] = []
    for migration in pending:
        table = table or create_manual_table(connection)
        try:
            applied.append(_run_one(connection, migration, table))
        except _Refused as refused:
            failure = MigrationFailed(migration, refused.explanation, tuple(applied), by_hand=True)
            failure.add_note(_afterwards(refused, bool(applied)))
            raise failure from refused.__cause__
        # A psql for each file would have begun anew: no file's SET reaches the next.
        connection.execute("RESET SESSION AUTHORIZATION; RESET ALL")
        watcher.applied(applied[-1])
    return tuple(applied)


class _Refused(Exception):
    """A file did not pass. `rolled_back`: whether nothing of it is left."""

    def __init__(self, explanation: Explanation, *, rolled_back: bool) -> None:
        super().__init__(explanation.refusal.message)
        self.explanation = explanation
        self.rolled_back = rolled_back


def _run_one(connection: "Connection[Any]", migration: Migration, table: ManualTable) -> Applied:
    started = time.perf_counter()
    count, ended = 0, False
    connection.execute("BEGIN")
    for piece in migration.pieces:
        try:
            sent = send(connection, piece)
        except PieceFailed as failure:
            _roll_back(connection)
            explanation = explain(migration, piece, failure.refusal, earlier=count, passed=failure.passed.statements)
            ended = ended or failure.passed.ended_transaction
            raise _Refused(explanation, rolled_back=not ended) from failure.error
        count, ended = count + sent.statements, ended or sent.ended_transaction
    seconds = time.perf_counter() - started
    _finish(connection, migration, table, _Passed(seconds, ended))
    return Applied(migration.tag, seconds, count, ended)


@dataclass(frozen=True)
class _Passed:
    seconds: float
    ended_transaction: bool


def _finish(connection: "Connection[Any]", migration: Migration, table: ManualTable, passed: _Passed) -> None:
    """Record the file and end its transaction. A down file is not recorded: it takes back, it adds nothing."""
    import psycopg  # noqa: PLC0415 - `--help` does not pay for it
    from psycopg.pq import TransactionStatus  # noqa: PLC0415

    what = "Its statements passed, but the COMMIT failed"
    try:
        connection.execute("RESET SESSION AUTHORIZATION")  # the file's SET ROLE may not write to the table
        if migration.kind is not Kind.DOWN:
            what = f"Its statements passed, but its row in {TABLE} could not be written"
            table.record(connection, Run(migration.path.name, drizzle_hash(migration.raw), passed.seconds))
        if connection.info.transaction_status == TransactionStatus.INTRANS:
            connection.execute("COMMIT")
    except psycopg.Error as error:
        _roll_back(connection)
        refusal = refusal_of(error)
        told = replace(refusal, message=f"{what}: {refusal.message}")
        explanation = outside_statements(migration, told)
        raise _Refused(explanation, rolled_back=not passed.ended_transaction) from error


def _roll_back(connection: "Connection[Any]") -> None:
    if not connection.closed:
        connection.rollback()


def _afterwards(refused: _Refused, any_before: bool) -> str:
    before = "What passed before it is applied and recorded; " if any_before else ""
    if refused.rolled_back:
        return f"{before}this file was rolled back whole and is not recorded."
    return f"{before}this file ended its transaction itself, so its statements before that are in the database."

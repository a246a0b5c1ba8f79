"""The manual runner: pending files, one transaction each, recorded in `_manual_migrations`."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.folder.config import Settings
from journal.folder.hashing import drizzle_hash
from journal.folder.migrations import Migration
from journal.folder.read import Folder, read_folder
from journal.ledger.lock import database_lock
from journal.ledger.manual import ManualTable, Run, create_manual_table, read_manual_table
from journal.manual.plan import RunPlan, plan_run
from journal.replay.explain import Applied, MigrationFailed, explain, outside_statements
from journal.replay.send import PieceFailed, refusal_of, send
from journal.server.target import Target, connected

if TYPE_CHECKING:
    from collections.abc import Callable

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


def run(settings: Settings, target: Target, request: RunRequest, tell: "Tell") -> Ran:
    """Apply the pending files to the target's database. A dry run reads only, and makes no table.

    Raises MigrationFailed, whose `before` are applied and recorded; Locked when another run is at it; other
    JournalErrors for what cannot be read or connected to.
    """
    folder = read_folder(settings)
    with connected(target) as connection:
        version = _version(connection)
        if request.dry_run:
            plan = plan_run(folder, read_manual_table(connection), request.files)
            return Ran(folder, plan, (), version)
        connection.add_notice_handler(lambda diagnostic: tell.notice(diagnostic.message_primary or ""))
        with database_lock(connection, seconds=request.lock_seconds):
            table = read_manual_table(connection)
            plan = plan_run(folder, table, request.files)
            applied = _run_all(connection, plan.pending, table, tell)
    return Ran(folder, plan, applied, version)


@dataclass(frozen=True)
class Tell:
    """Who is told of each file that ran, and of each NOTICE that PostgreSQL sends."""

    applied: "Callable[[Applied], None]"
    notice: "Callable[[str], None]"


def _version(connection: "Connection[Any]") -> str:
    return connection.info.parameter_status("server_version") or str(connection.info.server_version)


def _run_all(
    connection: "Connection[Any]", pending: Sequence[Migration], table: ManualTable | None, tell: Tell
) -> tuple[Applied, ...]:
    applied: list[Applied] = []
    for migration in pending:
        table = table or _new_table(connection)
        try:
            applied.append(_run_one(connection, migration, table))
        except _Refused as refused:
            failure = MigrationFailed(migration, refused.explanation, tuple(applied))
            failure.add_note(_afterwards(refused, bool(applied)))
            raise failure from refused.__cause__
        # A psql for each file would have begun anew: no file's SET reaches the next.
        connection.execute("RESET SESSION AUTHORIZATION; RESET ALL")
        tell.applied(applied[-1])
    return tuple(applied)


def _new_table(connection: "Connection[Any]") -> ManualTable:
    create_manual_table(connection)
    table = read_manual_table(connection)
    if table is None:
        raise AssertionError("the table that was just made is not on the search path")
    return table


class _Refused(Exception):
    """A file did not pass. `rolled_back`: whether nothing of it is left."""

    def __init__(self, explanation: Any, *, rolled_back: bool) -> None:
        super().__init__(explanation.refusal.message)
        self.explanation = explanation
        self.rolled_back = rolled_back


def _run_one(connection: "Connection[Any]", migration: Migration, table: ManualTable) -> Applied:
    import psycopg  # noqa: PLC0415 - `--help` does not pay for it

    started = time.perf_counter()
    count = 0
    own_transaction = False
    connection.execute("BEGIN")
    try:
        for piece in migration.pieces:
            count += send(connection, piece)
            own_transaction = own_transaction or not _in_transaction(connection)
        seconds = time.perf_counter() - started
        table.record(connection, Run(migration.path.name, drizzle_hash(migration.raw), seconds))
        if _in_transaction(connection):
            connection.execute("COMMIT")
    except PieceFailed as failure:
        connection.rollback()
        explanation = explain(migration, failure.piece, failure.passed, failure.refusal)
        raise _Refused(explanation, rolled_back=not own_transaction) from failure.error
    except psycopg.Error as error:
        connection.rollback()
        explanation = outside_statements(migration, refusal_of(error))
        raise _Refused(explanation, rolled_back=not own_transaction) from error
    return Applied(migration.tag, seconds, count)


def _in_transaction(connection: "Connection[Any]") -> bool:
    from psycopg.pq import TransactionStatus  # noqa: PLC0415

    return connection.info.transaction_status == TransactionStatus.INTRANS


def _afterwards(refused: _Refused, any_before: bool) -> str:
    before = "What passed before it is applied and recorded; " if any_before else ""
    if refused.rolled_back:
        return f"{before}this file was rolled back whole and is not recorded."
    return f"{before}this file ended its transaction itself, so its statements before that are in the database."

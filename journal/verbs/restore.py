"""`journal backup restore`: plan, get consent, and restore everything or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from journal.backup.restore.live import find_backup, read_live
from journal.backup.restore.plan import RestoreChoices, RestorePlan, plan_restore
from journal.backup.restore.rows import compare_rows, pair_of
from journal.backup.restore.trust import refuse_code_of_others
from journal.backup.restore.write import RestoreIncomplete, RestoreResult, write_restore
from journal.backup.session import transaction
from journal.catalog.queries import SETTINGS
from journal.catalog.read import read_schema
from journal.connect.session import READ_ONLY, database_lock, writing
from journal.connect.target import NOWHERE, Target, connected, server_version
from journal.connect.timeouts import RunTimeouts
from journal.ledger.privileges import Privileges, read_privileges
from journal.project.project import Result, agreed
from journal.project.settings import Ledger

if TYPE_CHECKING:
    from psycopg import Connection

# READ COMMITTED, so that reads after the locks see the state at the time of the locks.
_WRITES = "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE"


@dataclass(frozen=True)
class RestoreRequest:
    """The input of restore. `name`: of the copy; `apply`: write, otherwise only plan."""

    name: str
    wishes: RestoreChoices = field(default_factory=RestoreChoices)
    apply: bool = False
    patience: RunTimeouts = field(default_factory=RunTimeouts)


@dataclass(frozen=True)
class Restored(Result):
    """The plan; `outcome` is None where nothing was written."""

    document: ClassVar[str] = "restore.restore_json"

    database: str
    server_version: str
    plan: RestorePlan
    standing: Privileges
    outcome: RestoreResult | None = None
    target: Target = field(default=NOWHERE, kw_only=True)

    @property
    def passed(self) -> bool:
        """Tell whether rows and values are then as in the copy, and every statement succeeded."""
        return not self.plan.left and not (self.outcome and self.outcome.failed)


def restore(target: Target, request: RestoreRequest, *, agree: Callable[[Restored], None] = agreed) -> Restored:
    """Plan a restore, and with `apply` write it: what is missing, and with `overwrite` changed values, too.

    Rows that were added since are never changed. `agree` is called before anything is written, and may raise. Raises
    BackupRefused, RestoreIncomplete, RightMissing, DatabaseReadOnly, Locked, TimedOut, WriteRefused, and what
    connecting raises; nothing is written then.
    """
    with (writing if request.apply else connected)(target) as connection:
        if not request.apply:
            return _look(connection, request)
        with database_lock(connection, seconds=request.patience.ledger_lock):
            restored = _look(connection, request)
            if not restored.plan.changes:
                return restored
            restored.standing.refuse()
            agree(restored)
            return _write(connection, request, restored)


def _look(connection: "Connection[Any]", request: RestoreRequest) -> Restored:
    with transaction(connection, request.patience, READ_ONLY):
        plan = _plan(connection, request)
        wanted = {"INSERT": plan.inserts, "UPDATE": plan.updates}
        rights = ["SELECT", *(right for right, rows in wanted.items() if rows)]
        place = Ledger(plan.note.source.schema, plan.note.source.table)
        standing = read_privileges(connection, place, rights)
    return Restored(connection.info.dbname, server_version(connection), plan, standing)


def _plan(connection: "Connection[Any]", request: RestoreRequest) -> RestorePlan:
    backup, note = find_backup(connection, request.name)
    connection.execute(SETTINGS)
    live = read_live(connection, note, read_schema(connection))
    there = live.columns is not None
    rows = compare_rows(connection, pair_of((backup.schema, backup.name), note, live)) if there else None
    plan = plan_restore(backup, note, live, rows, request.wishes)
    refuse_code_of_others(connection, plan)
    return plan


def _write(connection: "Connection[Any]", request: RestoreRequest, restored: Restored) -> Restored:
    from psycopg import sql  # noqa: PLC0415 - `--help` does not pay for it

    source, backup = restored.plan.note.source, restored.plan.backup
    with transaction(connection, request.patience, _WRITES):
        connection.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(sql.Identifier(backup.schema, backup.name)))
        if restored.plan.gone is not None:
            table = sql.Identifier(source.schema, source.table)
            connection.execute(sql.SQL("LOCK TABLE ONLY {} IN SHARE ROW EXCLUSIVE MODE").format(table))
        plan = _plan(connection, request)
        if (plan.gone, plan.before, plan.note) != (restored.plan.gone, restored.plan.before, restored.plan.note):
            raise RestoreIncomplete(
                f"{source.shown} was changed by another session meanwhile; nothing was written.",
                hint="Check the plan: run the same command without --apply.",
            )
        return replace(restored, plan=plan, outcome=write_restore(connection, plan))

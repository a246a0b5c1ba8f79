"""The verb: look what a copy would bring back, ask, and bring it back, whole or not at all."""

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
from journal.connect.session import READ_ONLY, writing
from journal.connect.target import NOWHERE, Target, connected, server_version
from journal.ledger.lock import database_lock
from journal.ledger.privileges import NeededPrivileges, Privileges, read_privileges
from journal.project.settings import Ledger
from journal.result import Result
from journal.runner.session import RunTimeouts

if TYPE_CHECKING:
    from psycopg import Connection

# READ COMMITTED, so that what is read after the locks is what was there when they were got.
_WRITES = "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE"


@dataclass(frozen=True)
class RestoreRequest:
    """What is asked of restore. `name`: of the copy; `apply`: write, else only look."""

    name: str
    wishes: RestoreChoices = field(default_factory=RestoreChoices)
    apply: bool = False
    patience: RunTimeouts = field(default_factory=RunTimeouts)


@dataclass(frozen=True)
class Restored(Result):
    """What was found and planned; `outcome` is None where nothing was written."""

    document: ClassVar[str] = "restore.restore_json"

    database: str
    server_version: str
    plan: RestorePlan
    standing: Privileges
    outcome: RestoreResult | None = None
    target: Target = field(default=NOWHERE, kw_only=True)

    @property
    def passed(self) -> bool:
        """Whether the rows, or values, are then as the copy has them, and all that was to be made is made."""
        return not self.plan.left and not (self.outcome and self.outcome.failed)


def agreed(restored: Restored) -> None:
    """Who calls with `apply` wants it."""


def restore(target: Target, request: RestoreRequest, *, agree: Callable[[Restored], None] = agreed) -> Restored:
    """Look, plan, and, when asked to, bring back what the copy has: what is gone, and no more without a wish.

    Rows that were added since are never touched. `agree` is called before anything is written, and may raise. Raises
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
        rights = frozenset({"SELECT", *(right for right, rows in wanted.items() if rows)})
        place = Ledger(plan.note.source.schema, plan.note.source.table)
        standing = read_privileges(connection, place, NeededPrivileges(rights))
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
                f"{source.shown} was changed by somebody else meanwhile; nothing was written.",
                hint="Look again, with the same command without --apply.",
            )
        return replace(restored, plan=plan, outcome=write_restore(connection, plan))

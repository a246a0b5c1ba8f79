"""`drizzle-journal backup restore`: plan, get consent, and restore everything or nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from journal.backup.restore.live import find_backup, read_live
from journal.backup.restore.plan import RestoreChoices, RestorePlan, plan_restore
from journal.backup.restore.rows import compare_rows, pair_of
from journal.backup.restore.trust import refuse_code_of_others
from journal.backup.restore.write import RestoreIncomplete, RestoreResult, write_restore
from journal.backup.session import transaction
from journal.catalog.queries import SETTINGS
from journal.catalog.read import read_schema
from journal.connect.relation_safety import FILLS
from journal.connect.session import READ_ONLY, database_lock, writing
from journal.connect.target import Target, connected, server_version
from journal.connect.timeouts import LEDGER_LOCK_TIMEOUT, LOCK_TIMEOUT, RunTimeouts
from journal.connect.write_lock import lock_for_write, look_at_schema
from journal.dataclass import dataclass
from journal.ledger.privileges import Privileges, read_privileges
from journal.project.project import Project, Result
from journal.project.settings import Ledger
from journal.verbs.arguments import find_database

if TYPE_CHECKING:
    from psycopg import Connection

# READ COMMITTED, so that reads after the locks see the state at the time of the locks.
_WRITES = "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE"


@dataclass(frozen=True)
class Restored(Result):
    """The plan; `outcome` is None where nothing was written."""

    document: ClassVar[str] = "restore.restore_json"

    target: Target
    database: str
    server_version: str
    plan: RestorePlan
    standing: Privileges
    outcome: RestoreResult | None = None

    @property
    def passed(self) -> bool:
        """Tell whether rows and values are then as in the copy, and every statement succeeded."""
        return not self.plan.left and not (self.outcome and self.outcome.failed)


def restore(
    project: Project,
    name: str,
    *,
    url: str | None = None,
    env_var: str | None = None,
    overwrite: bool = False,
    dry_run: bool = False,
    lock_timeout: float = LOCK_TIMEOUT,
    ledger_lock_timeout: float = LEDGER_LOCK_TIMEOUT,
    statement_timeout: float = 300.0,
    agree: Callable[[Restored], None] | None = None,
) -> Restored:
    """Restore what is missing from the copy `name`: a table, its rows, or a column (`backup restore`).

    `overwrite` also restores values that were changed since. It is one transaction. Rows
    that were added since are never changed. Raises BackupRefused, RestoreIncomplete, RightMissing, DatabaseReadOnly,
    Locked, TimedOut, WriteRefused, and what connecting raises; nothing is written then.

    >>> _ = journal.run(project, url=url)
    >>> (copy,) = journal.backup(project, ["users"], url=url).made
    >>> journal.restore(project, copy.name, url=url).passed
    True
    """
    _, target = find_database(project, url, env_var, writes=not dry_run)
    choices, patience = RestoreChoices(overwrite), RunTimeouts(lock_timeout, statement_timeout)
    with (connected if dry_run else writing)(target) as connection:
        if dry_run:
            return _look(connection, target, name, choices, patience)
        with database_lock(connection, seconds=ledger_lock_timeout):
            restored = _look(connection, target, name, choices, patience)
            if not restored.plan.changes:
                return restored
            restored.standing.refuse()
            if agree:
                agree(restored)
            return _write(connection, name, restored, patience)


def _look(
    connection: "Connection[Any]", target: Target, name: str, choices: RestoreChoices, patience: RunTimeouts
) -> Restored:
    with transaction(connection, patience, READ_ONLY):
        plan = _plan(connection, name, choices)
        wanted = {"INSERT": plan.inserts, "UPDATE": plan.updates}
        rights = ["SELECT", *(right for right, rows in wanted.items() if rows)]
        place = Ledger(plan.note.source.schema, plan.note.source.table)
        standing = read_privileges(connection, place, rights)
    return Restored(target, connection.info.dbname, server_version(connection), plan, standing)


def _plan(connection: "Connection[Any]", name: str, choices: RestoreChoices) -> RestorePlan:
    backup, note = find_backup(connection, name)
    connection.execute(SETTINGS)
    live = read_live(connection, note, read_schema(connection))
    there = live.columns is not None
    rows = compare_rows(connection, pair_of((backup.schema, backup.name), note, live)) if there else None
    plan = plan_restore(backup, note, live, rows, choices)
    refuse_code_of_others(connection, plan)
    return plan


def _write(connection: "Connection[Any]", name: str, restored: Restored, patience: RunTimeouts) -> Restored:
    from psycopg import sql  # noqa: PLC0415 - `--help` does not pay for it

    source, backup = restored.plan.note.source, restored.plan.backup
    with transaction(connection, patience, _WRITES):
        since = look_at_schema(connection, source.schema)
        connection.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(sql.Identifier(backup.schema, backup.name)))
        if restored.plan.gone is not None:
            oid = restored.plan.oid
            lock_for_write(connection, source.schema, source.table, "SHARE ROW EXCLUSIVE", uses=FILLS, oid=oid)
        plan = _plan(connection, name, restored.plan.wishes)
        if (plan.gone, plan.before, plan.note) != (restored.plan.gone, restored.plan.before, restored.plan.note):
            raise RestoreIncomplete(
                f"{source.shown} was changed by another session meanwhile; nothing was written.",
                hint="Check the plan: run the same command with --dry-run.",
            )
        return replace(restored, plan=plan, outcome=write_restore(connection, plan, since))

"""The row of the baseline in the ledger of its source: written with the files, and removed with them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from journal.backup.inspect import names_in
from journal.connect.relation_safety import WRITES
from journal.connect.session import snapshot
from journal.connect.target import Target
from journal.connect.timeouts import ledger_timeouts
from journal.errors import LedgerUnpredictable
from journal.folder.read import Folder
from journal.ledger.backup_name import backup_name
from journal.ledger.predict import local_migrations
from journal.ledger.privileges import read_privileges
from journal.ledger.read import read_ledger, require_writable
from journal.ledger.scripts import LedgerPlace, repair_scripts
from journal.ledger.unstamp_plan import plan_unstamp
from journal.ledger.write import ledger_session, written_at_end
from journal.project.settings import Settings
from journal.rebuild.schemas import Prove
from journal.verbs.stamp import StampResult, plan_in_session

if TYPE_CHECKING:
    from psycopg import Connection


def plan_row(target: Target, folder: Folder, timeout: float) -> StampResult:
    """Return the plan to record the baseline. Writes nothing."""
    with ledger_session(target, timeout, write=False) as connection:
        return _plan(connection, target, folder, None, timeout)


def _plan(
    connection: "Connection[Any]", target: Target, folder: Folder, prove: Prove | None, timeout: float
) -> StampResult:
    return plan_in_session(connection, target, folder, folder.journal.entries[0].tag, prove, timeout)


def refuse_plan(row: StampResult, settings: Settings) -> None:
    """Raise where the row cannot be written."""
    if row.plan.refusals:
        raise LedgerUnpredictable(
            f"{row.plan.refusals[0].message} Nothing was written.",
            hint=f"Leave out --stamp, then: {settings.command('status')}",
        )
    row.standing.refuse()


def with_row(target: Target, folder: Folder, prove: Prove, timeout: float, write_files: Callable[[], object]) -> None:
    """Prove once more under the lock, write the row, then the files, and commit. Raises what `stamp` raises."""
    with ledger_session(target, timeout, write=True) as connection:
        stamped = _plan(connection, target, folder, prove, timeout)
        if not stamped.passed:
            raise LedgerUnpredictable(
                f"{target.shown} is no longer as it was read. Nothing was written.", hint="Type the command again."
            )
        stamped.standing.refuse()
        if stamped.script is None:  # it is there already
            write_files()
            return
        after = (*stamped.ledger.rows, *stamped.plan.rows)
        place = folder.settings.ledger
        with written_at_end(connection, stamped.script, place, stamped.ledger, after):
            write_files()


def without_row(target: Target, folder: Folder, tag: str, timeout: float, undo_files: Callable[[], object]) -> bool:
    """Remove the row, undo the files, and commit; return False where there was no row. The table is copied first."""
    place = folder.settings.ledger
    with ledger_session(target, timeout, write=True) as connection:
        with snapshot(connection, ledger_timeouts(timeout)):
            ledger = read_ledger(connection, place, WRITES)
            standing = read_privileges(connection, place, ("SELECT", "UPDATE", "DELETE"), makes_a_table=True)
            backup = backup_name(names_in(connection, place.schema))
        plan = plan_unstamp([tag], local_migrations(folder), ledger, {})
        if not plan.changes:
            undo_files()
            return False
        require_writable(place, ledger)
        standing.refuse()
        script, _ = repair_scripts(LedgerPlace(place, named=ledger.named), plan.changes, backup, timeout)
        with written_at_end(connection, script, place, ledger, plan.after.rows):
            undo_files()
        return True

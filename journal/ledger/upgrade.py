"""A ledger of 0.x as drizzle-orm 1.0 upgrades it: two columns more, and each row gets the name of its migration.

Source: drizzle-orm 1.0 `up-migrations/pg.js`, `upToV1`. Where it refuses or fails, we refuse, too.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from journal.connect.relation_safety import WRITES
from journal.connect.write_lock import lock_for_write
from journal.errors import JournalError
from journal.folder.read import Folder
from journal.ledger.columns import LedgerRow
from journal.ledger.predict import Matcher, local_migrations, pending_v1
from journal.ledger.read import LiveLedger, read_ledger
from journal.ledger.scripts import COLUMNS_OF_1, LedgerPlace, literal
from journal.ledger.write import LedgerChanged

if TYPE_CHECKING:
    from psycopg import Connection


class NotUpgradable(JournalError):
    """The ledger is that of 0.x, and `migrate` of 1.0 would refuse to give its rows names."""

    code = "ledger-not-upgradable"
    exit_code = 1


def is_of_0(folder: Folder, ledger: LiveLedger) -> bool:
    """Tell whether the folder has the layout of 1.0, and the ledger still the columns of 0.x."""
    return folder.is_version_1 and ledger.exists and not ledger.named


def upgraded(folder: Folder, ledger: LiveLedger) -> LiveLedger:
    """Return the ledger with the names that 1.0 gives to its rows. Raises NotUpgradable."""
    migrations, place = local_migrations(folder), folder.settings.ledger
    plan = pending_v1(migrations, ledger)
    if plan.refused or plan.stopped:
        why = f"row {plan.refused[0]} belongs to no migration" if plan.refused else f"its migrate {plan.stopped}"
        raise NotUpgradable(
            f"{place.schema}.{place.table} has the columns of 0.x, and drizzle 1.0 does not upgrade it: {why}.",
            hint=f"See each row: {folder.settings.command('status')}. Then: {folder.settings.command('repair')}",
        )
    matcher = Matcher(migrations)
    rows = tuple(_with_name(row, matcher) for row in ledger.rows)
    return replace(ledger, named=True, rows=rows, first=None)


def _with_name(row: LedgerRow, matcher: Matcher) -> LedgerRow:
    found = matcher.match(row)
    return replace(row, name=found.name if found else None)


def upgrade(connection: "Connection[Any]", place: LedgerPlace, before: LiveLedger, rows: Sequence[LedgerRow]) -> None:
    """Add the columns and write the names, in the open transaction. Raises LedgerChanged."""
    locked = lock_for_write(connection, *place.words, "SHARE ROW EXCLUSIVE", oid=before.oid)
    if read_ledger(connection, place.ledger, WRITES).rows != before.rows:
        raise LedgerChanged(
            f"{place.ledger.schema}.{place.ledger.table} was changed by another session; nothing was written.",
            hint="Type the command again.",
        )
    for column in COLUMNS_OF_1:
        connection.execute(f"ALTER TABLE {place.name} ADD COLUMN IF NOT EXISTS {column}".encode())
    for row in rows:
        values = f"name = {literal(row.name)}, applied_at = NULL"
        locked.write(f"UPDATE {place.name} SET {values} WHERE id = {literal(row.id)}")  # noqa: S608 - quoted

"""What each column of the manual ledger means, by its name and its type. Pure."""

from collections.abc import Sequence
from typing import Any

from journal.errors import JournalError
from journal.project.manual_ledger import ManualLedger
from journal.project.settings_table import FILE_NAME

COLUMNS = """
SELECT attname, typ.typcategory::text, attnotnull AND NOT atthasdef AND attidentity = ''
  FROM pg_catalog.pg_attribute
  JOIN pg_catalog.pg_class AS class ON class.oid = attrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
  JOIN pg_catalog.pg_type AS typ ON typ.oid = atttypid
 WHERE space.nspname = %s AND class.relname = %s AND attnum > 0 AND NOT attisdropped
 ORDER BY attnum
"""
"""The columns of a table: the name, pg_type.typcategory, and whether an INSERT must give a value."""
# The names that other runners give to the column of each meaning, the preferred one first, and its pg_type.typcategory.
_NAMES = {
    "name": ("S", ("filename", "file_name", "file", "name", "migration", "migration_name", "tag", "version", "id")),
    "hash": ("S", ("hash", "checksum", "sha256", "file_hash")),
    "moment": ("D", ("applied_at", "executed_at", "run_at", "ran_at", "migrated_at", "created_at")),
    "duration": ("NT", ("duration_ms", "execution_time_ms", "execution_ms", "elapsed_ms", "duration")),
}


class ManualTableUnusable(JournalError):
    """The manual ledger has no column for the file's name, needs values we do not know, or cannot be accessed."""

    code = "manual-table-unusable"


def columns_by_meaning(ledger: ManualLedger, found: Sequence[tuple[Any, ...]]) -> dict[str, str]:
    """Return the column of each meaning that the table has. Raises ManualTableUnusable. `found`: rows of COLUMNS."""
    categories = {name: category for name, category, _ in found}
    columns = {}
    for meaning, (wanted, names) in _NAMES.items():
        own = ledger.columns.get(meaning)
        column = next((name for name in ((own,) if own else names) if categories.get(name, "-") in wanted), None)
        if column:
            columns[meaning] = column
        elif own:
            raise ManualTableUnusable(
                f"{ledger} has no column {own} of the right type for `manual.columns.{meaning}`; its columns are "
                f"{', '.join(categories)}."
            )
    if "name" not in columns:
        raise ManualTableUnusable(
            f"{ledger} has no text column for the file's name; its columns are {', '.join(categories)}.",
            hint=f'Name it: manual.columns = {{ name = "…" }} in {FILE_NAME}; or rename one of them: ALTER TABLE '
            f"{ledger} RENAME COLUMN … TO filename",
        )
    needed = [name for name, _, required in found if required and name not in columns.values()]
    if needed:
        raise ManualTableUnusable(
            f"{ledger} requires a value in {', '.join(needed)}, and `drizzle-journal run` has none to write there.",
            hint=f"Leave that table to its tool, without `manual.ledger`, and record here what it ran: "
            "drizzle-journal run --record-only TAG. Or give it defaults: "
            f"ALTER TABLE {ledger} ALTER COLUMN {needed[0]} SET DEFAULT …",
        )
    return columns

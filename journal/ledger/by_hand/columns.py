"""Which column of somebody's `_manual_migrations` means what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.connect.user_path import found_by
from journal.errors import JournalError
from journal.ledger.relation import READS_ALL, look

if TYPE_CHECKING:
    from psycopg import Connection

TABLE = "_manual_migrations"

_COLUMNS = """
SELECT space.nspname, attname, typ.typcategory::text, typ.typname::text, attnotnull, atthasdef OR attidentity <> ''
  FROM pg_catalog.pg_attribute
  JOIN pg_catalog.pg_class AS class ON class.oid = attrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
  JOIN pg_catalog.pg_type AS typ ON typ.oid = atttypid
 WHERE space.nspname = %s AND class.relname = %s AND attnum > 0 AND NOT attisdropped
 ORDER BY attnum
"""

# The words that runners use, by what they mean; the first that the table has is taken.
_WORDS = {
    "name": ("filename", "file_name", "file", "name", "migration", "migration_name", "tag", "version", "id"),
    "hash": ("hash", "checksum", "sha256", "file_hash"),
    "moment": ("applied_at", "executed_at", "run_at", "ran_at", "migrated_at", "created_at"),
    "duration": ("duration_ms", "execution_time_ms", "execution_ms", "elapsed_ms", "duration"),
}
_CATEGORIES = {"name": "S", "hash": "S", "moment": "D", "duration": "NT"}  # pg_type.typcategory


class ManualTableUnusable(JournalError):
    """`_manual_migrations` is there, but has no column for the file's name, or one that only its owner can fill."""

    code = "manual-table-unusable"


@dataclass(frozen=True)
class Columns:
    """The columns of the table by what they mean: `name`, and where there are such, `hash`, `moment`, `duration`.

    `interval`: the duration is kept as an interval, not in milliseconds.
    """

    schema: str
    by_meaning: dict[str, str]
    interval: bool


def read_columns(connection: "Connection[Any]", uses: frozenset[str] = READS_ALL) -> Columns | None:
    """Look the table up on the user's search path; None where there is none.

    Raises ManualTableUnusable, and RelationUnsafe for what may not be used so.
    """
    place = found_by(connection, (TABLE,))
    if place:
        look(connection, *place, uses)
    found = connection.execute(_COLUMNS, place).fetchall() if place else []
    if not found:
        return None
    meanings = _meanings(found)
    interval = any(row[1] == meanings.get("duration") and row[2] == "T" for row in found)
    return Columns(found[0][0], meanings, interval)


def _meanings(found: Sequence[tuple[Any, ...]]) -> dict[str, str]:
    types = {row[1]: row[2] for row in found}
    columns = {}
    for meaning, words in _WORDS.items():
        usable = (word for word in words if types.get(word, "-") in _CATEGORIES[meaning])
        column = next(usable, None)
        if column:
            columns[meaning] = column
    if "name" not in columns:
        raise ManualTableUnusable(
            f"{TABLE} has no text column for the file's name; its columns are {', '.join(types)}.",
            hint=f"Name one of them {_WORDS['name'][0]}: ALTER TABLE {TABLE} RENAME COLUMN … TO filename.",
        )
    _refuse_others(found, columns)
    return columns


def _refuse_others(found: Sequence[tuple[Any, ...]], columns: dict[str, str]) -> None:
    needed = [row[1] for row in found if row[4] and not row[5] and row[1] not in columns.values()]
    if needed:
        raise ManualTableUnusable(
            f"{TABLE} wants a value for {', '.join(needed)}, and nothing here knows what to write there.",
            hint=f"Give it a default: ALTER TABLE {TABLE} ALTER COLUMN {needed[0]} SET DEFAULT …",
        )

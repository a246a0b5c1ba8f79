"""`_manual_migrations`, where `journal run` records files: created if missing, else used with its own columns."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, LiteralString

from journal.connect.relation_safety import READS_ALL, check_relation, lock_for_write
from journal.connect.search_path import found_by, user_schemas
from journal.connect.session import server_message
from journal.errors import JournalError
from journal.folder.file_names import Kind
from journal.folder.read import Folder

if TYPE_CHECKING:
    from psycopg import Connection, sql

MANUAL_TABLE = "_manual_migrations"

_CREATE = f"""
CREATE TABLE {{}}.{MANUAL_TABLE} (
    filename text PRIMARY KEY,
    hash text,
    applied_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    duration_ms integer
)
"""
_COLUMNS = """
SELECT attname, typ.typcategory::text, attnotnull AND NOT atthasdef AND attidentity = ''
  FROM pg_catalog.pg_attribute
  JOIN pg_catalog.pg_class AS class ON class.oid = attrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
  JOIN pg_catalog.pg_type AS typ ON typ.oid = atttypid
 WHERE space.nspname = %s AND class.relname = %s AND attnum > 0 AND NOT attisdropped
 ORDER BY attnum
"""
# The names that other runners give to the column of each meaning, the preferred one first, and its pg_type.typcategory.
_NAMES = {
    "name": ("S", ("filename", "file_name", "file", "name", "migration", "migration_name", "tag", "version", "id")),
    "hash": ("S", ("hash", "checksum", "sha256", "file_hash")),
    "moment": ("D", ("applied_at", "executed_at", "run_at", "ran_at", "migrated_at", "created_at")),
    "duration": ("NT", ("duration_ms", "execution_time_ms", "execution_ms", "elapsed_ms", "duration")),
}


class ManualTableUnusable(JournalError):
    """`_manual_migrations` has no column for the file's name, needs values we do not know, or cannot be accessed."""

    code = "manual-table-unusable"


@dataclass(frozen=True)
class ManualRow:
    """A row of the table: the name as it is stored, and the hash and the moment where the table keeps them."""

    name: str
    hash: str | None = None
    moment: datetime | None = None


@dataclass(frozen=True)
class ManualTable:
    """The table's columns by meaning, and its rows by the file's name without folder and `.sql`.

    `interval`: the duration is stored as an interval, not in milliseconds.
    """

    schema: str
    columns: Mapping[str, str]
    interval: bool
    records: Mapping[str, ManualRow]

    def has(self, filename: str) -> bool:
        """Tell whether a file is recorded, with or without its folder and `.sql`."""
        return self.find(filename) is not None

    def find(self, filename: str) -> ManualRow | None:
        """Return the row of a file, or None."""
        return self.records.get(_plain(filename))

    def insert_statement(self, filename: str, hash_: str, seconds: float) -> "sql.Composed":
        """Return the INSERT of one file's row, values included, for the columns that the table has."""
        from psycopg import sql

        milliseconds = sql.Literal(round(seconds * 1000))
        interval = sql.SQL("pg_catalog.make_interval(secs => {} / 1000.0)").format(milliseconds)
        with_ending = not self.records or any(row.name.endswith(".sql") for row in self.records.values())
        values = {
            "name": sql.Literal(filename if with_ending else filename.removesuffix(".sql")),
            "hash": sql.Literal(hash_),
            "moment": sql.SQL("pg_catalog.now()"),
            "duration": interval if self.interval else milliseconds,
        }
        return sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(self.schema, MANUAL_TABLE),
            sql.SQL(", ").join(map(sql.Identifier, self.columns.values())),
            sql.SQL(", ").join(values[meaning] for meaning in self.columns),
        )

    def lock(self, connection: "Connection[Any]") -> None:
        """Lock the table for a write in the open transaction. Raises RelationUnsafe."""
        lock_for_write(connection, self.schema, MANUAL_TABLE)

    def delete(self, connection: "Connection[Any]", record: ManualRow) -> None:
        """Delete the rows of that name."""
        self.lock(connection)
        connection.execute(self._statement("DELETE FROM {table} WHERE {name} = %s"), (record.name,))

    def set_hash(self, connection: "Connection[Any]", record: ManualRow, hash_: str) -> None:
        """Give a row another hash."""
        self.lock(connection)
        connection.execute(self._statement("UPDATE {table} SET {hash} = %s WHERE {name} = %s"), (hash_, record.name))

    def rename_statement(self, record: ManualRow, name: str) -> "sql.Composed":
        """Return the UPDATE that gives a row another name, values included; the row keeps its ending `.sql`, if any."""
        from psycopg import sql

        new = sql.Literal(name + ".sql" if record.name.endswith(".sql") else name)
        text = "UPDATE {table} SET {name} = {new} WHERE {name} = {old}"
        return self._statement(text, new=new, old=sql.Literal(record.name))

    def _statement(self, text: LiteralString, **parts: Any) -> "sql.Composed":
        from psycopg import sql

        columns = {meaning: sql.Identifier(column) for meaning, column in self.columns.items()}
        return sql.SQL(text).format(table=sql.Identifier(self.schema, MANUAL_TABLE), **columns, **parts)


def create_manual_table(connection: "Connection[Any]") -> ManualTable:
    """Create the table in the first schema of the user's search path. Raises ManualTableUnusable."""
    from psycopg import sql

    schema = next(iter(user_schemas(connection)), None)
    if schema is None:
        raise ManualTableUnusable(
            f"{MANUAL_TABLE} cannot be created: no schema of the search_path exists.",
            hint="Create one of them, or name another: ALTER DATABASE … SET search_path = …",
        )
    with _errors("cannot be created"):
        connection.execute(sql.SQL(_CREATE).format(sql.Identifier(schema)))
    table = read_manual_table(connection)
    if table is None:
        raise ManualTableUnusable(f"{MANUAL_TABLE} was created, but is not found on the search path.")
    return table


def read_manual_table(connection: "Connection[Any]", uses: frozenset[str] = READS_ALL) -> ManualTable | None:
    """Return the table on the user's search path, or None without one; `uses`: WRITES when a write follows.

    Raises ManualTableUnusable or RelationUnsafe.
    """
    from psycopg import sql

    with _errors("cannot be read"):
        place = found_by(connection, (MANUAL_TABLE,))
        if place is None:
            return None
        check_relation(connection, *place, uses)
        found = connection.execute(_COLUMNS, place).fetchall()
        columns = _columns_by_meaning(found)
        interval = (columns.get("duration"), "T") in [(name, category) for name, category, _ in found]
        wanted = [sql.Identifier(columns[name]) if name in columns else sql.NULL for name in ("name", "hash", "moment")]
        query = sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(wanted), sql.Identifier(place[0], MANUAL_TABLE))
        records = {}
        for name, hash_, value in connection.execute(query).fetchall():
            moment = value if isinstance(value, datetime) else None  # a date without a time is no moment
            if name:
                known = moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
                records[_plain(name)] = ManualRow(name, hash_, known)
        return ManualTable(place[0], columns, interval, records)


def suggested_tag(folder: Folder, manual: ManualTable | None) -> str | None:
    """Return the last of the leading entries that `_manual_migrations` records without a gap.

    A baseline may be missing there: the database was there before it.
    """
    last = None
    for number, entry in enumerate(folder.journal.entries):
        migration = folder.by_tag.get(entry.tag)
        is_baseline = number == 0 and migration is not None and migration.kind is Kind.BASELINE
        if manual and manual.has(entry.tag):
            last = entry.tag
        elif not is_baseline:
            break
    return last


def _columns_by_meaning(found: Sequence[tuple[Any, ...]]) -> dict[str, str]:
    categories = {name: category for name, category, _ in found}
    columns = {}
    for meaning, (wanted, names) in _NAMES.items():
        column = next((name for name in names if categories.get(name, "-") in wanted), None)
        if column:
            columns[meaning] = column
    if "name" not in columns:
        raise ManualTableUnusable(
            f"{MANUAL_TABLE} has no text column for the file's name; its columns are {', '.join(categories)}.",
            hint=f"Rename one of them: ALTER TABLE {MANUAL_TABLE} RENAME COLUMN … TO filename",
        )
    needed = [name for name, _, required in found if required and name not in columns.values()]
    if needed:
        raise ManualTableUnusable(
            f"{MANUAL_TABLE} requires a value in {', '.join(needed)}, and `journal run` has none to write there.",
            hint=f"Give it a default: ALTER TABLE {MANUAL_TABLE} ALTER COLUMN {needed[0]} SET DEFAULT …",
        )
    return columns


@contextmanager
def _errors(what: str) -> Iterator[None]:
    """Turn a driver error into ManualTableUnusable, except for a timeout: the table may be in order then."""
    import psycopg

    try:
        yield
    except (psycopg.errors.QueryCanceled, psycopg.errors.LockNotAvailable):
        raise
    except psycopg.Error as error:
        raise ManualTableUnusable(
            f"{MANUAL_TABLE} {what}: {server_message(error)}.",
            hint=f"Let a role that may create it do so, and GRANT SELECT, INSERT ON {MANUAL_TABLE} to this role.",
        ) from None


def _plain(name: str) -> str:
    return PurePosixPath(name).name.removesuffix(".sql")

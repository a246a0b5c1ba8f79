"""`_manual_migrations`: made as we like it where it is missing, used as it is found where a team has its own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from journal.errors import JournalError

if TYPE_CHECKING:
    from psycopg import Connection

TABLE = "_manual_migrations"

_CREATE = f"""
CREATE TABLE {TABLE} (
    filename text PRIMARY KEY,
    hash text,
    applied_at timestamptz NOT NULL DEFAULT now(),
    duration_ms integer
)
"""

_COLUMNS = """
SELECT space.nspname, attname, typ.typcategory::text, typ.typname::text, attnotnull, atthasdef OR attidentity <> ''
  FROM pg_catalog.pg_attribute
  JOIN pg_catalog.pg_class AS class ON class.oid = attrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
  JOIN pg_catalog.pg_type AS typ ON typ.oid = atttypid
 WHERE attrelid = pg_catalog.to_regclass(%s) AND attnum > 0 AND NOT attisdropped
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
class Run:
    """What is recorded of one file. `duration` is in seconds."""

    filename: str
    hash: str
    duration: float


@dataclass(frozen=True)
class ManualTable:
    """Which column of the table means what, and whether names are recorded with `.sql`."""

    schema: str
    columns: dict[str, str]
    interval: bool
    with_ending: bool
    recorded: frozenset[str]

    def has(self, filename: str) -> bool:
        """Whether a file is recorded, with or without a folder and `.sql`."""
        return _plain(filename) in self.recorded

    def record(self, connection: "Connection[Any]", run: Run) -> None:
        """Insert the row of one file, in the columns that the table has."""
        from psycopg import sql  # noqa: PLC0415 - `--help` does not pay for it

        values = {column: self._value(meaning, run) for meaning, column in self.columns.items()}
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(self.schema, TABLE),
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join(self._placeholder(meaning) for meaning in self.columns),
        )
        connection.execute(statement, [value for value in values.values() if value is not None])

    def _placeholder(self, meaning: str) -> Any:
        from psycopg import sql  # noqa: PLC0415

        if meaning == "moment":
            return sql.SQL("pg_catalog.now()")
        if meaning == "duration" and self.interval:
            return sql.SQL("pg_catalog.make_interval(secs => %s / 1000.0)")
        return sql.Placeholder()

    def _value(self, meaning: str, run: Run) -> str | int | None:
        name = run.filename if self.with_ending else run.filename.removesuffix(".sql")
        milliseconds = round(run.duration * 1000)
        return {"name": name, "hash": run.hash, "moment": None, "duration": milliseconds}[meaning]


def create_manual_table(connection: "Connection[Any]") -> ManualTable:
    """Make the table in the first schema of the search path. Raises ManualTableUnusable where that is not allowed."""
    with _explained("cannot be made"):
        connection.execute(_CREATE)
    table = read_manual_table(connection)
    if table is None:
        raise ManualTableUnusable(f"{TABLE} was made, but is not found on the search path.")
    return table


def read_manual_table(connection: "Connection[Any]") -> ManualTable | None:
    """Read the table as it is; None where there is none. Raises ManualTableUnusable. Changes nothing."""
    with _explained("cannot be read"):
        found = connection.execute(_COLUMNS, (TABLE,)).fetchall()
        if not found:
            return None
        columns = _meanings(found)
        schema = found[0][0]
        names = _names(connection, schema, columns["name"])
    return ManualTable(
        schema=schema,
        columns=columns,
        interval=any(row[1] == columns.get("duration") and row[2] == "T" for row in found),
        with_ending=not names or any(name.endswith(".sql") for name in names),
        recorded=frozenset(map(_plain, names)),
    )


@contextmanager
def _explained(what: str) -> Iterator[None]:
    import psycopg  # noqa: PLC0415 - `--help` does not pay for it

    try:
        yield
    except (psycopg.errors.QueryCanceled, psycopg.errors.LockNotAvailable):
        raise  # the table may be in order
    except psycopg.Error as error:
        said = error.diag.message_primary or str(error).strip()
        raise ManualTableUnusable(
            f"{TABLE} {what}: {said} [{error.sqlstate}].",
            hint=f"Let a role that may make it, and grant SELECT and INSERT on {TABLE} to this one.",
        ) from None


def _names(connection: "Connection[Any]", schema: str, column: str) -> list[str]:
    from psycopg import sql  # noqa: PLC0415 - `--help` does not pay for it

    query = sql.SQL("SELECT {} FROM {}").format(sql.Identifier(column), sql.Identifier(schema, TABLE))
    return [row[0] for row in connection.execute(query) if row[0]]


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


def _plain(name: str) -> str:
    return PurePosixPath(name).name.removesuffix(".sql")

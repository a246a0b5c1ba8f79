"""`_manual_migrations`: made as we like it where it is missing, used as it is found where a team has its own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from journal.connect.session import server_message
from journal.connect.user_path import user_schemas
from journal.ledger.by_hand.columns import TABLE, Columns, ManualTableUnusable, read_columns
from journal.ledger.relation import READS_ALL, hold

if TYPE_CHECKING:
    from psycopg import Connection, sql

_CREATE = f"""
CREATE TABLE {{}}.{TABLE} (
    filename text PRIMARY KEY,
    hash text,
    applied_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    duration_ms integer
)
"""


@dataclass(frozen=True)
class Run:
    """What is recorded of one file. `duration` is in seconds."""

    filename: str
    hash: str
    duration: float


@dataclass(frozen=True)
class ManualRow:
    """A row of the table as it is: the name as it was written, and the hash and the moment where they are kept."""

    name: str
    hash: str | None = None
    moment: datetime | None = None


@dataclass(frozen=True)
class ManualTable:
    """The table's columns and rows. `records` are by the file's name, less its folder and `.sql`."""

    columns: Columns
    records: Mapping[str, ManualRow]

    @property
    def schema(self) -> str:
        """The schema that it is in."""
        return self.columns.schema

    @property
    def recorded(self) -> frozenset[str]:
        """The names of all files that are recorded."""
        return frozenset(self.records)

    def has(self, filename: str) -> bool:
        """Whether a file is recorded, with or without a folder and `.sql`."""
        return _plain(filename) in self.records

    def find(self, filename: str) -> ManualRow | None:
        """The row of a file."""
        return self.records.get(_plain(filename))

    def row_of(self, run: Run) -> "sql.Composed":
        """The INSERT of one file's row, with its values in it, in the columns that the table has."""
        from psycopg import sql  # noqa: PLC0415 - `--help` does not pay for it

        meanings = self.columns.by_meaning
        return sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            self._table,
            sql.SQL(", ").join(map(sql.Identifier, meanings.values())),
            sql.SQL(", ").join(self._value(meaning, run) for meaning in meanings),
        )

    def hold(self, connection: "Connection[Any]") -> None:
        """Raise RelationUnsafe where a write in the transaction that is open would run what others put there."""
        hold(connection, self.schema, TABLE)

    def forget(self, connection: "Connection[Any]", record: ManualRow) -> int:
        """Delete the rows of that name. Returns how many there were."""
        from psycopg import sql  # noqa: PLC0415

        self.hold(connection)
        statement = sql.SQL("DELETE FROM {} WHERE {} = %s").format(self._table, self._column("name"))
        return connection.execute(statement, (record.name,)).rowcount

    def accept(self, connection: "Connection[Any]", record: ManualRow, hash_: str) -> None:
        """Give a row another hash."""
        from psycopg import sql  # noqa: PLC0415

        self.hold(connection)
        statement = sql.SQL("UPDATE {} SET {} = %s WHERE {} = %s").format(
            self._table, self._column("hash"), self._column("name")
        )
        connection.execute(statement, (hash_, record.name))

    def renaming(self, record: ManualRow, name: str) -> "sql.Composed":
        """The UPDATE that gives a row another name, with its values in it; the ending `.sql` stays as it is there."""
        from psycopg import sql  # noqa: PLC0415

        new = name + ".sql" if record.name.endswith(".sql") else name
        return sql.SQL("UPDATE {} SET {} = {} WHERE {} = {}").format(
            self._table, self._column("name"), sql.Literal(new), self._column("name"), sql.Literal(record.name)
        )

    @property
    def _table(self) -> Any:
        from psycopg import sql  # noqa: PLC0415

        return sql.Identifier(self.schema, TABLE)

    def _column(self, meaning: str) -> Any:
        from psycopg import sql  # noqa: PLC0415

        return sql.Identifier(self.columns.by_meaning[meaning])

    def _value(self, meaning: str, run: Run) -> "sql.Composable":
        from psycopg import sql  # noqa: PLC0415

        if meaning == "moment":
            return sql.SQL("pg_catalog.now()")
        if meaning == "duration":
            milliseconds = sql.Literal(round(run.duration * 1000))
            interval = sql.SQL("pg_catalog.make_interval(secs => {} / 1000.0)").format(milliseconds)
            return interval if self.columns.interval else milliseconds
        with_ending = not self.records or any(one.name.endswith(".sql") for one in self.records.values())
        name = run.filename if with_ending else run.filename.removesuffix(".sql")
        return sql.Literal({"name": name, "hash": run.hash}[meaning])


def create_manual_table(connection: "Connection[Any]") -> ManualTable:
    """Make the table in the first schema of the user's search path. Raises ManualTableUnusable where it may not be."""
    from psycopg import sql  # noqa: PLC0415 - `--help` does not pay for it

    schema = next(iter(user_schemas(connection)), None)
    if schema is None:
        raise ManualTableUnusable(
            f"{TABLE} cannot be made: no schema of the search_path is there.",
            hint="Create one of them, or name another: ALTER DATABASE … SET search_path = …",
        )
    with _explained("cannot be made"):
        connection.execute(sql.SQL(_CREATE).format(sql.Identifier(schema)))
    table = read_manual_table(connection)
    if table is None:
        raise ManualTableUnusable(f"{TABLE} was made, but is not found on the search path.")
    return table


def read_manual_table(connection: "Connection[Any]", uses: frozenset[str] = READS_ALL) -> ManualTable | None:
    """Read the table as it is; None where there is none. Changes nothing; `uses`: WRITES where that is to come.

    Raises ManualTableUnusable or RelationUnsafe.
    """
    with _explained("cannot be read"):
        columns = read_columns(connection, uses)
        return ManualTable(columns, _records(connection, columns)) if columns else None


@contextmanager
def _explained(what: str) -> Iterator[None]:
    import psycopg  # noqa: PLC0415 - `--help` does not pay for it

    try:
        yield
    except (psycopg.errors.QueryCanceled, psycopg.errors.LockNotAvailable):
        raise  # the table may be in order
    except psycopg.Error as error:
        raise ManualTableUnusable(
            f"{TABLE} {what}: {server_message(error)}.",
            hint=f"Let a role that may make it, and grant SELECT and INSERT on {TABLE} to this one.",
        ) from None


def _records(connection: "Connection[Any]", columns: Columns) -> dict[str, ManualRow]:
    from psycopg import sql  # noqa: PLC0415 - `--help` does not pay for it

    wanted = [columns.by_meaning.get(meaning) for meaning in ("name", "hash", "moment")]
    query = sql.SQL("SELECT {} FROM {}").format(
        sql.SQL(", ").join(sql.Identifier(one) if one else sql.NULL for one in wanted),
        sql.Identifier(columns.schema, TABLE),
    )
    rows = connection.execute(query).fetchall()
    return {_plain(name): ManualRow(name, hash_, _moment(moment)) for name, hash_, moment in rows if name}


def _moment(value: Any) -> datetime | None:
    """A timestamp without time zone is taken for UTC; a date alone is no moment."""
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _plain(name: str) -> str:
    return PurePosixPath(name).name.removesuffix(".sql")

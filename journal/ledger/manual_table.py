"""The table where `drizzle-journal run` records files: created if missing, else used with its own columns.

It is `_manual_migrations`, or the one that the settings name.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, LiteralString, Protocol

from journal.catalog.quoting import quoted
from journal.connect.message import send_at_once
from journal.connect.relation_safety import READS_ALL, WRITES, check_relation
from journal.connect.search_path import found_by, user_schemas
from journal.connect.session import server_message
from journal.connect.write_lock import lock_for_write
from journal.dataclass import dataclass
from journal.folder.file_names import Kind
from journal.folder.read import Folder
from journal.ledger.manual_columns import COLUMNS, ManualTableUnusable, columns_by_meaning
from journal.project.manual_ledger import LEDGER_EXAMPLE, MANUAL_TABLE, ManualLedger

if TYPE_CHECKING:
    from psycopg import Connection, sql

_CREATE = """
CREATE TABLE {} (
    {} text PRIMARY KEY,
    {} text,
    {} timestamptz NOT NULL DEFAULT pg_catalog.now(),
    {} integer
)
"""
_RESTRICTED = "55000"
"""The error of a view, whose code no session of ours runs: restrict_nonsystem_relation_kind."""
_CREATED = {"name": "filename", "hash": "hash", "moment": "applied_at", "duration": "duration_ms"}


@dataclass(frozen=True)
class ManualRow:
    """A row of the table: the name as it is stored, and the hash and the moment where the table keeps them."""

    name: str
    hash: str | None = None
    moment: datetime | None = None


@dataclass(frozen=True)
class ManualTable:
    """The table's columns by meaning, and its rows by the file's name without folder and `.sql`.

    `interval`: the duration is stored as an interval, not in milliseconds. `by_number`: of a name, only the digits at
    its beginning are recorded. `is_table`: not a view or the like of this role's own, which cannot be locked.
    `oid`: of the table that was read; `rows`: all of its rows that have a name. `old_names`: the rows of folders of
    drizzle 1.0 that still have their names of 0.x, by the folder; `unsure`: rows that may be that of a folder.
    """

    schema: str
    table: str
    columns: Mapping[str, str]
    interval: bool
    records: Mapping[str, ManualRow]
    by_number: bool = False
    is_table: bool = True
    oid: int | None = None
    rows: tuple[ManualRow, ...] = ()
    old_names: Mapping[str, str] = field(default_factory=dict)
    unsure: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.table if self.table == MANUAL_TABLE else f"{self.schema}.{self.table}"

    def has(self, filename: str) -> bool:
        """Tell whether a file is recorded, with or without its folder and `.sql`."""
        return self.find(filename) is not None

    def find(self, filename: str) -> ManualRow | None:
        """Return the row of a file, or None."""
        plain = plain_name(filename)
        found = self.records.get(plain) or (self.records.get(number_of(plain)) if self.by_number else None)
        return found or self.records.get(self.old_names.get(plain, ""))

    def find_all(self, filename: str) -> tuple[ManualRow, ...]:
        """Return the rows of a file, in every spelling of its name."""
        plain = plain_name(filename)
        number = number_of(plain) if self.by_number else ""
        names = dict.fromkeys((plain, number or plain, self.old_names.get(plain, plain)))
        return tuple(row for name in names for row in self._by_name.get(name, ()))

    def name_now(self, name: str) -> str:
        """Return the folder of drizzle 1.0 that a recorded name means, else the name."""
        return next((new for new, old in self.old_names.items() if old == name), name)

    @cached_property
    def _by_name(self) -> Mapping[str, list[ManualRow]]:
        found: dict[str, list[ManualRow]] = {}
        for row in self.rows:
            found.setdefault(plain_name(row.name), []).append(row)
        return found

    def insert_statement(self, filename: str, hash_: str, seconds: float) -> str:
        """Return the INSERT of one file's row, values included, for the columns that the table has."""
        from psycopg.sql import quote

        milliseconds = round(seconds * 1000)
        values = {
            "name": quote(self._stored(filename, with_ending=self._with_ending)),
            "hash": quote(hash_),
            "moment": "pg_catalog.now()",
            "duration": f"pg_catalog.make_interval(secs => {milliseconds} / 1000.0)" if self.interval else milliseconds,
        }
        columns = ", ".join(map(quoted, self.columns.values()))
        row = ", ".join(str(values[meaning]) for meaning in self.columns)
        return f"INSERT INTO {quoted(self.schema, self.table)} ({columns}) VALUES ({row})"  # noqa: S608 - quoted

    @cached_property
    def _with_ending(self) -> bool:
        return not self.records or any(row.name.endswith(".sql") for row in self.records.values())

    def write(self, connection: "Connection[Any]", statement: str, *, ahead: str = "") -> None:
        """Lock the table in the open transaction, after what is sent `ahead`, and write. Raises RelationUnsafe."""
        if self.is_table:
            lock_for_write(connection, self.schema, self.table, oid=self.oid, ahead=ahead).write(statement)
            return
        if ahead:
            send_at_once(connection, ahead)
        check_relation(connection, self.schema, self.table, WRITES)
        send_at_once(connection, statement)

    def delete(self, connection: "Connection[Any]", record: ManualRow) -> None:
        """Delete the rows of that name."""
        self.write(connection, self.delete_statement(record).as_string(None))

    def delete_statement(self, record: ManualRow) -> "sql.Composed":
        """Return the same DELETE, values included."""
        from psycopg import sql

        return self._statement("DELETE FROM {table} WHERE {name} = {old}", old=sql.Literal(record.name))

    def set_hash(self, connection: "Connection[Any]", record: ManualRow, hash_: str) -> None:
        """Give a row another hash."""
        from psycopg import sql

        text = "UPDATE {table} SET {hash} = {new} WHERE {name} = {old}"
        statement = self._statement(text, new=sql.Literal(hash_), old=sql.Literal(record.name))
        self.write(connection, statement.as_string(None))

    def stored_name(self, tag: str, *, like: str) -> str:
        """Return a tag as the table stores names, with the folder and the ending `.sql` of the name `like`."""
        folder = like[: like.rfind("/") + 1]
        return folder + self._stored(f"{plain_name(tag)}.sql", with_ending=like.endswith(".sql"))

    def _stored(self, filename: str, *, with_ending: bool) -> str:
        if self.by_number and number_of(filename):
            return number_of(filename)
        return filename if with_ending else filename.removesuffix(".sql")

    def _statement(self, text: LiteralString, **parts: Any) -> "sql.Composed":
        from psycopg import sql

        columns = {meaning: sql.Identifier(column) for meaning, column in self.columns.items()}
        return sql.SQL(text).format(table=sql.Identifier(self.schema, self.table), **columns, **parts)


def create_manual_table(connection: "Connection[Any]", place: ManualLedger) -> ManualTable:
    """Create the table in its schema, else the first of the user's search path. Raises ManualTableUnusable."""
    from psycopg import sql

    schema = place.schema or next(iter(user_schemas(connection)), None)
    if schema is None:
        raise ManualTableUnusable(
            f"{place} cannot be created: no schema of the search_path exists.",
            hint="Create one of them, or name another: ALTER DATABASE … SET search_path = …",
        )
    columns = [place.columns.get(meaning, name) for meaning, name in _CREATED.items()]
    with _errors(connection, place, "cannot be created"):
        names = [sql.Identifier(schema, place.table), *map(sql.Identifier, columns)]
        connection.execute(sql.SQL(_CREATE).format(*names))
    table = read_manual_table(connection, place)
    if table is None:
        raise ManualTableUnusable(f"{place} was created, but is not found on the search path.")
    return table


def read_manual_table(
    connection: "Connection[Any]", ledger: ManualLedger, uses: frozenset[str] = READS_ALL
) -> ManualTable | None:
    """Return the table of the settings, or None without one; `uses`: WRITES when a write follows.

    Without a schema in the settings, it is looked for on the user's search path. Raises ManualTableUnusable or
    RelationUnsafe.
    """
    from psycopg import sql

    with _errors(connection, ledger, "cannot be read"):
        place = found_by(connection, (*((ledger.schema,) if ledger.schema else ()), ledger.table))
        relation = check_relation(connection, *place, uses) if place else None
        if place is None or relation is None:
            return None
        found = connection.execute(COLUMNS, place).fetchall()
        columns = columns_by_meaning(ledger, found)
        interval = (columns.get("duration"), "T") in [(name, category) for name, category, _ in found]
        wanted = [sql.Identifier(columns[name]) if name in columns else sql.NULL for name in ("name", "hash", "moment")]
        query = sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(wanted), sql.Identifier(*place))
        rows = list[ManualRow]()
        for name, hash_, value in connection.execute(query).fetchall():
            moment = value if isinstance(value, datetime) else None  # a date without a time is no moment
            if name:
                known = moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
                rows.append(ManualRow(name, hash_, known))
        records = {plain_name(row.name): row for row in rows}
        numbers = all(name.isdecimal() for name in records) and (records or columns["name"] == "version")
        by_number = ledger.table != MANUAL_TABLE and bool(numbers)
        is_table = relation.kind in "rp"
        return ManualTable(*place, columns, interval, records, by_number, is_table, relation.oid, tuple(rows))


class RecordedFiles(Protocol):
    """A table that records files: the manual ledger, or that of another runner."""

    def has(self, filename: str) -> bool:
        """Tell whether a file is recorded, with or without its `.sql`."""


def suggested_tag(folder: Folder, *tables: RecordedFiles | None) -> str | None:
    """Return the last of the leading entries that these tables record without a gap.

    A baseline may be missing there: the database was there before it.
    """
    last = None
    for number, entry in enumerate(folder.journal.entries):
        migration = folder.by_tag.get(entry.tag)
        is_baseline = number == 0 and migration is not None and migration.kind is Kind.BASELINE
        if any(table.has(entry.tag) for table in tables if table):
            last = entry.tag
        elif not is_baseline:
            break
    return last


@contextmanager
def _errors(connection: "Connection[Any]", ledger: ManualLedger, what: str) -> Iterator[None]:
    """Turn a driver error into ManualTableUnusable, except where the table may be in order.

    That is after a timeout, and where a connection broke: ours, or the one that reads the search_path.
    """
    import psycopg

    try:
        yield
    except (psycopg.errors.QueryCanceled, psycopg.errors.LockNotAvailable):
        raise
    except psycopg.Error as error:
        if connection.closed or not error.sqlstate:
            raise
        hint = f"Let a role that may create it do so, and GRANT SELECT, INSERT ON {ledger} to this role."
        if error.sqlstate == _RESTRICTED:
            hint = f"Name the table that has the rows: {LEDGER_EXAMPLE}"
        raise ManualTableUnusable(f"{ledger} {what}: {server_message(error)}.", hint=hint) from None


def plain_name(name: str) -> str:
    """Return the name of a file without its folder and `.sql`."""
    return PurePosixPath(name).name.removesuffix(".sql")


def number_of(name: str) -> str:
    """Return the digits at the beginning of a name, all that some runners record."""
    return name[: len(name) - len(name.lstrip("0123456789"))]

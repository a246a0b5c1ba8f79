"""The state of a database: its schema, and for each table the number of rows and a checksum of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

from journal.catalog.compare import compare
from journal.catalog.difference import Difference, Weight
from journal.catalog.exclusions import own_objects, without
from journal.catalog.quoting import readable
from journal.catalog.read import read_schema
from journal.catalog.values import Schema
from journal.dataclass import dataclass
from journal.project.settings import Ledger

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.sql import Composed

_LARGEST = 32 * 1024 * 1024
"""Tables of more bytes are counted without a checksum."""

# A table that never had a row takes no bytes and is not counted. Tables of extensions are skipped.
_TABLES = """
SELECT space.nspname::text, class.relname::text, pg_catalog.pg_relation_size(class.oid),
       pg_catalog.pg_relation_filenode(class.oid)::bigint
  FROM pg_catalog.pg_class AS class
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE class.relkind = 'r' AND space.nspname NOT IN ('pg_catalog', 'information_schema')
   AND space.nspname NOT LIKE 'pg\\_%%'
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend
                    WHERE objid = class.oid AND deptype = 'e' AND classid = 'pg_catalog.pg_class'::pg_catalog.regclass)
 ORDER BY 1, 2
"""

Name = tuple[str, str]
"""Schema and table."""


@dataclass(frozen=True)
class TableRows:
    """The number of rows, a checksum where the table is small enough, and the file that the table is in."""

    count: int
    checksum: str = ""
    file: int = field(default=0, compare=False)


@dataclass(frozen=True)
class DatabaseState:
    """The schema and the rows of every table, without Drizzle's ledger and our own tables."""

    schema: Schema
    rows: Mapping[Name, TableRows]

    def count(self, name: Name) -> int:
        """Return the number of rows of a table, 0 where it does not exist."""
        return self.rows[name].count if name in self.rows else 0


def read_state(connection: "Connection[Any]", ledger: Ledger) -> DatabaseState:
    """Read both as the owner, so that casts and policies of the migrations do not run as superuser."""
    return DatabaseState(schema_of(connection, ledger), read_rows(connection, ledger))


def schema_of(connection: "Connection[Any]", ledger: Ledger) -> Schema:
    """Read the schema alone."""
    return without(read_schema(connection), own_objects(ledger))


def read_rows(connection: "Connection[Any]", ledger: Ledger) -> dict[Name, TableRows]:
    """Read the rows alone. A table that the owner may not read counts as empty."""
    tables = {
        (space, name): (size, file)
        for space, name, size, file in connection.execute(_TABLES)
        if (space, name) != (ledger.schema, ledger.table)
    }
    used = [(name, size) for name, (size, _) in tables.items() if size]
    counts = _counted(connection, used)
    if counts is None:
        counts = {}
        for table in used:
            counts |= _counted(connection, [table]) or {}
    return {name: TableRows(*counts.get(name, (0, "")), file or 0) for name, (_, file) in tables.items()}


def _counted(connection: "Connection[Any]", tables: Sequence[tuple[Name, int]]) -> dict[Name, tuple[int, str]] | None:
    """Return count and checksum of each table by one query, or None where that fails."""
    import psycopg  # noqa: PLC0415 - the server boots meanwhile
    from psycopg import sql  # noqa: PLC0415

    if not tables:
        return {}
    try:
        with connection.transaction():  # a savepoint where a transaction is open
            connection.execute("SET LOCAL row_security = on")  # the owner counts the rows that its policies let it see
            found = connection.execute(sql.SQL(" UNION ALL ").join(_query(*table) for table in tables)).fetchall()
    except psycopg.Error:
        return None
    return {(space, name): (count, checksum or "") for space, name, count, checksum in found}


def _query(name: Name, size: int) -> "Composed":
    from psycopg import sql  # noqa: PLC0415 - the server boots meanwhile

    row = sql.Identifier("journal's row")
    text = sql.SQL("pg_catalog.md5({}::text)").format(row)
    checksum = sql.SQL("pg_catalog.md5(pg_catalog.string_agg({0}, '' ORDER BY {0}))").format(text)
    return sql.SQL("SELECT {}, {}, pg_catalog.count(*), {} FROM ONLY {} AS {}").format(
        *map(sql.Literal, name), checksum if size <= _LARGEST else sql.SQL("''"), sql.Identifier(*name), row
    )


def real_differences(expected: Schema, actual: Schema) -> tuple[Difference, ...]:
    """Return the differences, without the order of columns, which no ALTER TABLE can restore."""
    return tuple(each for each in compare(expected, actual) if each.weight is Weight.REAL)


def changed_rows(before: DatabaseState, after: DatabaseState) -> Iterator[Name]:
    """Return the tables of both states with different rows."""
    return (name for name in sorted(before.rows.keys() & after.rows.keys()) if before.rows[name] != after.rows[name])


def title(name: Name) -> str:
    """Return the name for people: `public.users`."""
    return readable(name)

"""What is in the database of a source: its kind, columns, key and size. Reads only, and refuses what cannot be kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.backup.note import CopiedColumn
from journal.backup.source import BackupRefused, BackupSource
from journal.connect.user_path import user_schemas
from journal.errors import did_you_mean
from journal.ledger.relation import COPIES, check_relation

if TYPE_CHECKING:
    from psycopg import Connection

_NAMED = """
SELECT space.nspname::text, class.relname::text, class.oid, class.relkind::text,
       pg_catalog.pg_get_userbyid(relowner)::text,
       pg_catalog.pg_table_size(class.oid), pg_catalog.pg_indexes_size(class.oid), reltuples::bigint
  FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND relpersistence <> 't' AND nspname <> 'information_schema'
   AND nspname OPERATOR(pg_catalog.!~) '^pg_' AND relname = %(table)s
   AND (nspname = %(schema)s OR %(schema)s = '')
"""
_NAMES = """
SELECT class.relname::text
  FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE nspname OPERATOR(pg_catalog.!~) '^pg_' AND nspname <> 'information_schema'
   AND (nspname = %(schema)s OR %(schema)s = '')
"""
_COLUMNS = """
SELECT attname::text, pg_catalog.format_type(atttypid, atttypmod), attgenerated <> '', attidentity <> '',
       CASE WHEN atttypid >= 16384 THEN CASE WHEN typtype = 'd' AND typbasetype < 16384
            THEN pg_catalog.format_type(typbasetype, typtypmod) ELSE 'pg_catalog.text' END ELSE '' END,
       attcollation >= 16384
  FROM pg_catalog.pg_attribute JOIN pg_catalog.pg_type AS typ ON typ.oid = atttypid
 WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
_KEY = """
SELECT ARRAY(SELECT attname::text FROM pg_catalog.unnest(indkey::pg_catalog.int2[]) WITH ORDINALITY AS part (num, place)
               JOIN pg_catalog.pg_attribute ON attrelid = indrelid AND attnum = num
              WHERE place <= indnkeyatts ORDER BY place)
  FROM pg_catalog.pg_index
 WHERE indrelid = %s AND indisunique AND indisvalid AND indimmediate AND indpred IS NULL AND indexprs IS NULL
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = indrelid AND NOT attnotnull
                      AND attnum = ANY ((indkey::pg_catalog.int2[])[:indnkeyatts - 1]))
 ORDER BY indisprimary DESC, indnkeyatts, indexrelid LIMIT 1
"""
_WIDTHS = """
SELECT pg_catalog.sum(avg_width), pg_catalog.count(*) FROM pg_catalog.pg_stats
 WHERE schemaname = %s AND tablename = %s AND attname = ANY (%s::pg_catalog.name[]) AND NOT inherited
"""
_ROW_BYTES = 28  # what a row takes beside its values: its header and its place on the page
_KINDS = {"p": "partitioned table", "f": "foreign table", "v": "view", "m": "materialized view", "S": "sequence"}
_WAYS = {
    "p": "Back up each of its partitions by name; or all of them with --file, by pg_dump.",
    "f": "Its rows are in another server: back them up there.",
    "v": "Back up the tables it reads; the view comes along with them.",
    "m": "Back up the tables it reads; the view comes along with them.",
    "S": "Back up the table it counts for; where the sequence stands comes along.",
}


@dataclass(frozen=True)
class SourceColumn:
    """A column of a live table. `cast`: what the copy keeps it as, so that it does not hang on a type that may go."""

    name: str
    type: str
    generated: bool
    identity: bool
    cast: str
    own_collation: bool

    @property
    def kept(self) -> CopiedColumn:
        """What the note says of it."""
        return CopiedColumn(self.name, self.type, self.generated)


@dataclass(frozen=True)
class SourceTable:
    """A source in the database. `bytes`: what a copy is going to take; `rows`: an estimate, None where nobody knows.

    `columns` are those that are copied; `key` tells its rows apart, and is empty where nothing does.
    """

    source: BackupSource
    oid: int
    kind: str
    owner: str
    columns: tuple[SourceColumn, ...]
    key: tuple[str, ...]
    bytes: int
    index_bytes: int
    rows: int | None


def find(connection: "Connection[Any]", source: BackupSource, *, to_file: bool = False) -> SourceTable:
    """Look it up. A table without a schema is that of the search path, else the only one of its name.

    Raises BackupRefused for what is not there, and for what cannot be copied; `to_file`: by pg_dump, which can more;
    RelationUnsafe where a copy would run what others put there.
    """
    space, table, oid, kind, owner, size, indexes, rows = _row(connection, source)
    whole = BackupSource(space, table, source.column)
    if kind != "r" and not (to_file and kind in "pm" and not source.column):
        raise BackupRefused(f"{whole.shown} is a {_KINDS[kind]}, of which no copy is made.", hint=_WAYS[kind])
    if not to_file:
        check_relation(connection, space, table, COPIES)
    columns = tuple(SourceColumn(*row) for row in connection.execute(_COLUMNS, (oid,)).fetchall())
    key = tuple((connection.execute(_KEY, (oid,)).fetchone() or ((),))[0])
    chosen = _chosen(whole, columns, key)
    estimate = rows if rows >= 0 else None
    if source.column:
        size, indexes = _width(connection, whole, [one.name for one in chosen], estimate) or size, 0
    return SourceTable(whole, oid, kind, owner, chosen, key, size, indexes, estimate)


def names_in(connection: "Connection[Any]", schema: str) -> frozenset[str]:
    """The names that are taken in a schema; with an empty one, in all of them."""
    return frozenset(row[0] for row in connection.execute(_NAMES, {"schema": schema}))


def _row(connection: "Connection[Any]", source: BackupSource) -> tuple[Any, ...]:
    # Asking for its size waits for whoever holds a table, so that is asked of no other.
    words = {"schema": source.schema, "table": source.table}
    rows: list[tuple[Any, ...]] = connection.execute(_NAMED, words).fetchall()
    if len(rows) == 1:
        return rows[0]
    if rows:
        by_schema = {row[0]: row for row in rows}
        for schema in user_schemas(connection):
            if schema in by_schema:
                return by_schema[schema]
        names = ", ".join(BackupSource(row[0], row[1]).shown for row in rows)
        raise BackupRefused(f"{source.shown} could be any of {names}.", hint="Name the schema as well.")
    hint = "Names are taken as they are written, upper case too."
    near = did_you_mean(source.table, sorted(names_in(connection, source.schema)))
    raise BackupRefused(
        f"There is no table {BackupSource(source.schema, source.table).shown} in this database.",
        hint=f"{near} {hint}".lstrip(),
    )


def _chosen(source: BackupSource, columns: Sequence[SourceColumn], key: Sequence[str]) -> tuple[SourceColumn, ...]:
    """What is copied: all columns, or the key and the one that is named."""
    if not columns:
        raise BackupRefused(f"{source.shown} has no columns, so there is nothing to copy.")
    if not source.column:
        return tuple(columns)
    named = next((one for one in columns if one.name == source.column), None)
    if named is None:
        near = did_you_mean(source.column, [one.name for one in columns])
        raise BackupRefused(f"{source.shown}: the table has no such column.", hint=near)
    whole = f"Back up the whole table: journal backup {BackupSource(source.schema, source.table).shown}"
    if not key:
        why = "the table has no primary key, nor a unique key without NULLs, so its values could not be put back by row"
        raise BackupRefused(f"{source.shown}: {why}.", hint=whole)
    if named.generated or named.identity or source.column in key:
        why = "its values are computed" if named.generated else "it tells the rows apart"
        why = "it is an identity, which cannot be set by UPDATE" if named.identity else why
        raise BackupRefused(f"{source.shown}: no copy is made of this column alone, for {why}.", hint=whole)
    return tuple(one for one in columns if one.name == source.column or one.name in key)


def _width(connection: "Connection[Any]", source: BackupSource, columns: list[str], rows: int | None) -> int | None:
    """What the copy of a few columns takes, by the server's statistics; None where it has none."""
    found = connection.execute(_WIDTHS, (source.schema, source.table, columns)).fetchone()
    if found is None or found[1] < len(columns) or rows is None:
        return None
    return int(rows * (found[0] + _ROW_BYTES))

"""Look a source up in the database: its kind, columns, key and size. Reads only, and refuses what cannot be copied."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from journal.backup.note import CopiedColumn
from journal.backup.source import BackupRefused, BackupSource
from journal.connect.relation_safety import COPIES, check_relation
from journal.connect.search_path import user_schemas
from journal.dataclass import dataclass
from journal.errors import did_you_mean

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
_ROW_BYTES = 28  # bytes of a row beside its values: its header and its pointer on the page
_KINDS = {"p": "partitioned table", "f": "foreign table", "v": "view", "m": "materialized view", "S": "sequence"}
_INSTEAD = {
    "p": "Back up each of its partitions by name; or all of them with --file, by pg_dump.",
    "f": "Its rows are in another server: back them up there.",
    "v": "Back up the tables that it reads: their copies note the view.",
    "m": "Back up the tables that it reads: their copies note the view.",
    "S": "Back up the table that owns it: its copy notes the sequence's value.",
}


@dataclass(frozen=True)
class SourceColumn:
    """A column of a live table. `cast`: the type in the copy, which must not depend on a type that may be dropped."""

    name: str
    type: str
    generated: bool
    identity: bool
    cast: str
    own_collation: bool

    @property
    def kept(self) -> CopiedColumn:
        """The column in the note."""
        return CopiedColumn(self.name, self.type, self.generated)


@dataclass(frozen=True)
class SourceTable:
    """A source in the database. `bytes`: the estimated size of a copy; `rows`: an estimate, None where unknown.

    `columns`: those that are copied; `key`: the columns that identify a row, none where no key does.
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
    """Return the source. A table without a schema is that of the search path, or the only one of its name.

    Raises BackupRefused for what does not exist or cannot be copied (`to_file`: by pg_dump, which can copy more), and
    RelationUnsafe where a copy would run code of others.
    """
    space, table, oid, kind, owner, size, indexes, rows = _row(connection, source)
    whole = BackupSource(space, table, source.column)
    if kind != "r" and not (to_file and kind in "pm" and not source.column):
        raise BackupRefused(f"{whole.shown} is a {_KINDS[kind]}, of which no copy is made.", hint=_INSTEAD[kind])
    if not to_file:
        check_relation(connection, space, table, COPIES)
    columns = tuple(SourceColumn(*row) for row in connection.execute(_COLUMNS, (oid,)).fetchall())
    key = tuple((connection.execute(_KEY, (oid,)).fetchone() or ((),))[0])
    chosen = _chosen(whole, columns, key)
    if source.column:  # the bytes of a copy of a few columns by the server's statistics, where it has these
        words = (space, table, [column.name for column in chosen])
        ((width, known),) = connection.execute(_WIDTHS, words).fetchall()
        size, indexes = int(rows * (width + _ROW_BYTES)) if known == len(chosen) and rows > 0 else size, 0
    return SourceTable(whole, oid, kind, owner, chosen, key, size, indexes, rows if rows >= 0 else None)


def names_in(connection: "Connection[Any]", schema: str) -> frozenset[str]:
    """The names that are taken in a schema; with an empty one, in all of them."""
    return frozenset(row[0] for row in connection.execute(_NAMES, {"schema": schema}))


def _row(connection: "Connection[Any]", source: BackupSource) -> tuple[Any, ...]:
    # The size of a table waits for its lock, so only that of this one is read.
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
    hint = "Names are case-sensitive."
    near = did_you_mean(source.table, sorted(names_in(connection, source.schema)))
    raise BackupRefused(
        f"There is no table {BackupSource(source.schema, source.table).shown} in this database.",
        hint=f"{near} {hint}".lstrip(),
    )


def _chosen(source: BackupSource, columns: Sequence[SourceColumn], key: Sequence[str]) -> tuple[SourceColumn, ...]:
    """Return the columns to copy: all, or the key and the named column."""
    if not columns:
        raise BackupRefused(f"{source.shown} has no columns, so there is nothing to copy.")
    if not source.column:
        return tuple(columns)
    named = next((column for column in columns if column.name == source.column), None)
    if named is None:
        near = did_you_mean(source.column, [column.name for column in columns])
        raise BackupRefused(f"{source.shown}: the table has no such column.", hint=near)
    whole = f"Back up the whole table: drizzle-journal backup {BackupSource(source.schema, source.table).shown}"
    if not key:
        why = "the table has no primary key and no unique key without NULLs, so a restore could not find each row"
        raise BackupRefused(f"{source.shown}: {why}.", hint=whole)
    if named.generated or named.identity or source.column in key:
        why = "its values are computed" if named.generated else "it identifies the rows"
        why = "it is an identity, which cannot be set by UPDATE" if named.identity else why
        raise BackupRefused(f"{source.shown}: no copy is made of this column alone, for {why}.", hint=whole)
    return tuple(column for column in columns if column.name == source.column or column.name in key)

"""What the rows of a database show, by queries alone: NULLs, values and repetitions of each column."""

from typing import Any

import psycopg

from journal.catalog.quoting import quoted

_COLUMNS = """
SELECT nspname, relname, attname, attnotnull OR typnotnull, attgenerated <> '' OR attidentity <> '' OR
       coalesce(pg_get_expr(adbin, adrelid) LIKE '%nextval(%', false),
       EXISTS (SELECT FROM pg_index WHERE indrelid = class.oid AND (indisunique OR indisexclusion)
                  AND (attnum = ANY (indkey::int2[]) OR 0 = ANY (indkey::int2[])))
  FROM pg_attribute JOIN pg_class AS class ON class.oid = attrelid
  JOIN pg_namespace AS space ON space.oid = relnamespace
  JOIN pg_type AS typ ON typ.oid = atttypid
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
 WHERE relkind = 'r' AND nspname !~ '^pg_' AND nspname <> 'information_schema' AND attnum > 0 AND NOT attisdropped
   AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = class.oid AND deptype = 'e')
 ORDER BY 1, 2, attnum
"""


def empty_tables(connection: psycopg.Connection[Any]) -> list[str]:
    """Return the ordinary tables without rows."""
    tables = dict.fromkeys((schema, table) for schema, table, *_ in connection.execute(_COLUMNS))
    return [".".join(table) for table in tables if not _one(connection, f"SELECT count(*) FROM ONLY {quoted(*table)}")]


def gaps(connection: psycopg.Connection[Any]) -> set[str]:
    """Return columns of filled tables without NULL, without a value, or without a repetition that nothing forbids."""
    return {gap for row in connection.execute(_COLUMNS).fetchall() for gap in _gaps(connection, *row)}


def _gaps(connection: psycopg.Connection[Any], *row: Any) -> list[str]:
    schema, table, column, not_null, by_server, unique = row
    name, whole, title = quoted(column), f"FROM ONLY {quoted(schema, table)}", f"{table}.{column}"
    if by_server or not _one(connection, f"SELECT count(*) {whole}"):
        return []
    found = []
    if not _one(connection, f"SELECT count({name}) {whole}"):
        found.append(f"{title} has no value")
    if not not_null and not _one(connection, f"SELECT count(*) {whole} WHERE num_nulls({name}) = 1"):
        found.append(f"{title} has no NULL")
    if not unique and not _one(connection, f"SELECT count({name}) - count(DISTINCT {name}::text) {whole}"):
        found.append(f"{title} does not repeat")
    return found


def _one(connection: psycopg.Connection[Any], query: str) -> Any:
    row = connection.execute(query).fetchone()  # type: ignore[call-overload]
    return row and row[0]

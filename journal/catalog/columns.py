"""What the columns of tables have, by their names, and tables: what an ALTER COLUMN changes, and row level security."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from journal.dataclass import dataclass
from journal.sql.column_changes import GENERATED, NONE, NOT_NULL, Facet, identity_value, live_type_name

if TYPE_CHECKING:
    from psycopg import Connection

_COLUMNS = """
SELECT space.nspname::text, class.relname::text, a.attname::text, COALESCE(element.typname, typ.typname)::text,
       pg_catalog.format_type(a.atttypid, a.atttypmod), element.oid IS NOT NULL, a.attnotnull, a.attidentity::text,
       a.attgenerated::text, pg_catalog.pg_get_expr(d.adbin, d.adrelid), typ.typtype::text = 'e'
  FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS class ON class.oid = a.attrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
  JOIN pg_catalog.pg_type AS typ ON typ.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_type AS element ON element.oid = typ.typelem AND typ.typcategory = 'A'
  LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE class.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
   AND class.relname = ANY (%(tables)s::name[]) AND a.attname = ANY (%(names)s::name[])
"""
# An event trigger, such as Supabase offers, may enable it on each new table.
_TABLES = """
SELECT space.nspname::text, class.relname::text, class.relrowsecurity, class.relforcerowsecurity, EXISTS (
         SELECT FROM pg_catalog.pg_event_trigger AS e JOIN pg_catalog.pg_proc AS p ON p.oid = e.evtfoid
          WHERE e.evtenabled <> 'D' AND p.prosrc ~* 'row\\s+level\\s+security')
  FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE class.relkind IN ('r', 'p') AND class.relname = ANY (%(tables)s::name[])
"""


@dataclass(frozen=True)
class ColumnFacets:
    """A column or a table: schema and table, and the value of each facet; of the DEFAULT its expression.

    `is_enum`: its type is an enum; `automatic`: an event trigger may have enabled the row level security.
    """

    schema: str
    table: str
    values: Mapping[Facet, str]
    is_enum: bool = False
    automatic: bool = False


def read_columns(
    connection: "Connection[Any]", columns: Iterable[tuple[str, str]]
) -> Mapping[tuple[str, str], tuple[ColumnFacets, ...]]:
    """Return the columns of a name, by table and column, one for each schema. The session is ours (pinned).

    Without the name of a column, it is the table itself.
    """
    asked = set(columns)
    tables = {table for table, name in asked if not name}
    of_columns = {one for one in asked if one[1]}
    words = {"tables": list({table for table, _ in of_columns}), "names": list({name for _, name in of_columns})}
    found = defaultdict[tuple[str, str], tuple[ColumnFacets, ...]](tuple)
    for schema, table, name, *rest in connection.execute(_COLUMNS, words).fetchall() if of_columns else ():
        if (table, name) in of_columns:
            found[table, name] += (_column(schema, table, *rest),)
    for row in connection.execute(_TABLES, {"tables": list(tables)}).fetchall() if tables else ():
        found[row[1], ""] += (_table(*row),)
    return found


def _table(schema: str, table: str, enabled: bool, forced: bool, automatic: bool) -> ColumnFacets:
    has = {Facet.ROW_SECURITY: enabled, Facet.FORCED: forced}
    values = {facet: facet.value if there else NONE for facet, there in has.items()}
    return ColumnFacets(schema, table, values, automatic=automatic)


def _column(  # noqa: PLR0913, PLR0917 - the columns of the query
    schema: str, table: str, type_: str, formatted: str, is_array: bool, not_null: bool,
    identity: str, generated: str, default: str | None, is_enum: bool,
) -> ColumnFacets:  # fmt: skip
    values = {
        Facet.TYPE: live_type_name(type_, formatted, is_array=is_array),
        Facet.NOT_NULL: NOT_NULL if not_null else NONE,
        Facet.DEFAULT: NONE if generated else default or NONE,
        Facet.IDENTITY: identity_value(identity),
        Facet.EXPRESSION: GENERATED if generated else NONE,
    }
    return ColumnFacets(schema, table, values, is_enum)

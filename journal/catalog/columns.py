"""What the columns of tables have, by their names: what an ALTER COLUMN changes."""

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


@dataclass(frozen=True)
class ColumnFacets:
    """A column of a table: the schema of the table, and the value of each facet; of the DEFAULT its expression.

    `is_enum`: its type is an enum.
    """

    schema: str
    values: Mapping[Facet, str]
    is_enum: bool


def read_columns(
    connection: "Connection[Any]", columns: Iterable[tuple[str, str]]
) -> Mapping[tuple[str, str], tuple[ColumnFacets, ...]]:
    """Return the columns of a name, by table and column, one for each schema. The session is ours (pinned)."""
    asked = set(columns)
    words = {"tables": list({table for table, _ in asked}), "names": list({name for _, name in asked})}
    found = defaultdict[tuple[str, str], tuple[ColumnFacets, ...]](tuple)
    for schema, table, name, *rest in connection.execute(_COLUMNS, words).fetchall() if asked else ():
        if (table, name) in asked:
            found[table, name] += (_column(schema, *rest),)
    return found


def _column(  # noqa: PLR0913, PLR0917 - the columns of the query
    schema: str, type_: str, formatted: str, is_array: bool, not_null: bool,
    identity: str, generated: str, default: str | None, is_enum: bool,
) -> ColumnFacets:  # fmt: skip
    values = {
        Facet.TYPE: live_type_name(type_, formatted, is_array=is_array),
        Facet.NOT_NULL: NOT_NULL if not_null else NONE,
        Facet.DEFAULT: NONE if generated else default or NONE,
        Facet.IDENTITY: identity_value(identity),
        Facet.EXPRESSION: GENERATED if generated else NONE,
    }
    return ColumnFacets(schema, values, is_enum)

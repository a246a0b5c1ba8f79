"""What to compare before and after a migration: how many rows each table has, and in which file they lie."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import quoted
from journal.catalog.values import Schema, Table
from journal.testdata.demand.facts import TableName

if TYPE_CHECKING:
    from psycopg import Connection

_FILES = """
SELECT space.nspname, relname, pg_catalog.pg_relation_filenode(class.oid)
  FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS space ON space.oid = relnamespace
 WHERE space.nspname !~ '^pg_' AND space.nspname <> 'information_schema' AND relkind = 'r'
"""


def counts(connection: "Connection[Any]", schema: Schema) -> Mapping[TableName, int]:
    """How many rows each table holds itself: a partitioned one, and a foreign one, is not asked."""
    tables = [one for one in schema.by_kind.get("table", ()) if isinstance(one, Table)]
    names = [(one.schema, one.name) for one in tables if not one.partition_key and not one.foreign]
    if not names:
        return {}
    query = " UNION ALL ".join(
        f"SELECT {number}, count(*) FROM ONLY {quoted(*name)}"  # noqa: S608 - names in quotes
        for number, name in enumerate(names)
    )
    return {names[number]: count for number, count in connection.execute(query)}


def filenodes(connection: "Connection[Any]") -> Mapping[TableName, int]:
    """The file that each table's rows lie in; another one afterwards means that the table was rewritten."""
    return {(schema, table): file for schema, table, file in connection.execute(_FILES)}

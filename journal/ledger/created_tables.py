"""The tables of a database, and those that migrations seem to create by their text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.folder.migrations import Migration
from journal.project.settings import Ledger

if TYPE_CHECKING:
    from psycopg import Connection

_TABLES = """
SELECT space.nspname::text, class.relname::text FROM pg_catalog.pg_class AS class
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE class.relkind IN ('r', 'p', 'f', 'v', 'm') AND space.nspname <> 'information_schema'
   AND space.nspname OPERATOR(pg_catalog.!~) '^pg_'
"""
_CREATE_TABLE = re.compile(
    r'\bcreate\s+(?:\w+\s+)?table\s+(if\s+not\s+exists\s+)?(?:("[^"]+"|[\w$]+)\s*\.\s*)?("[^"]+"|[\w$]+)',
    re.IGNORECASE,
)
_TEMPORARY = "t"


@dataclass(frozen=True)
class TableName:
    """A table's name; `schema` is empty where the search path decides."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name

    def may_be(self, other: "TableName") -> bool:
        """Tell whether both names may mean the same table."""
        return self.name == other.name and (self.schema == other.schema or "" in (self.schema, other.schema))


def read_tables(connection: "Connection[Any]", ledger: Ledger) -> frozenset[TableName]:
    """Return all tables and views of the database except the ledger."""
    found = {TableName(*row) for row in connection.execute(_TABLES).fetchall()}
    return frozenset(found - {TableName(ledger.schema, ledger.table)})


def created_tables(migration: Migration) -> dict[TableName, bool]:
    """Return the tables that the text seems to create, each with whether it fails when the table exists."""

    def folded(name: str) -> str:
        return name[1:-1] if name.startswith('"') else name.lower()

    found = _CREATE_TABLE.finditer(migration.text)
    return {TableName(folded(match[2] or ""), folded(match[3])): not match[1] for match in found}


def creates_any(migrations: Iterable[Migration], present: frozenset[TableName]) -> bool:
    """Tell whether a table that one of the migrations seems to create is present."""
    known = present | {TableName("", table.name) for table in present}
    return any(table in known for migration in migrations for table in created_tables(migration))

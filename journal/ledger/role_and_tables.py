"""What is around the ledger in a live database: the role's rights, and the names of the tables. Reads only."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.folder.migrations import Migration
from journal.project.settings import Ledger

if TYPE_CHECKING:
    from psycopg import Connection

_RIGHTS = """
SELECT current_user::text, pg_catalog.current_database()::text,
       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')
"""
_TABLES = """
SELECT space.nspname::text, class.relname::text FROM pg_catalog.pg_class AS class
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE class.relkind IN ('r', 'p', 'f', 'v', 'm') AND space.nspname <> 'information_schema'
   AND space.nspname OPERATOR(pg_catalog.!~) '^pg_'
"""

_MADE = re.compile(
    r'\bcreate\s+(?:\w+\s+)?table\s+(if\s+not\s+exists\s+)?(?:("[^"]+"|[\w$]+)\s*\.\s*)?("[^"]+"|[\w$]+)',
    re.IGNORECASE,
)


@dataclass(frozen=True)
class TableName:
    """A table's name; `schema` is empty where the search path decides."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name

    def may_be(self, other: "TableName") -> bool:
        """Whether both may be the same table."""
        return self.name == other.name and (self.schema == other.schema or "" in (self.schema, other.schema))


@dataclass(frozen=True)
class Around:
    """The role and the database, whether the role may make schemas there, and all tables but the ledger."""

    role: str
    database: str
    may_create: bool
    tables: frozenset[TableName]

    def has_any_of(self, migrations: Iterable[Migration]) -> bool:
        """Whether a table that the text of one of them makes, or seems to make, is in the database."""
        present = self.tables | {TableName("", one.name) for one in self.tables}
        return any(table in present for one in migrations for table in seemingly_made(one))


def seemingly_made(migration: Migration) -> dict[TableName, bool]:
    """The tables that its text makes, or seems to make; and whether each has to be new."""
    found = _MADE.finditer(migration.text)
    return {TableName(_folded(match[2] or ""), _folded(match[3])): not match[1] for match in found}


def read_around(connection: "Connection[Any]", ledger: Ledger) -> Around:
    """Read it, of the role that is connected."""
    role, database, may_create = connection.execute(_RIGHTS).fetchone() or ("", "", True)
    found = {TableName(*row) for row in connection.execute(_TABLES).fetchall()}
    return Around(role, database, may_create, frozenset(found - {TableName(ledger.schema, ledger.table)}))


def _folded(name: str) -> str:
    return name[1:-1] if name.startswith('"') else name.lower()

"""The tables of a database, and those that migrations create by their SQL. A DO block or a function is not read."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.folder.migrations import Migration
from journal.project.settings import Ledger
from journal.sql.parsed import Parsed, ParsedPiece
from journal.sql.tree import choice, inner, names

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


def missing_tables(migrations: Iterable[Migration], present: frozenset[TableName]) -> tuple[TableName, ...]:
    """Return all tables that the migrations leave behind if none of them is present; else nothing."""
    by_name: dict[str, list[TableName]] = {}
    for table in present:
        by_name.setdefault(table.name, []).append(table)

    def is_present(table: TableName) -> bool:
        return any(table.may_be(other) for other in by_name.get(table.name, ()))

    left: list[TableName] = []
    for statement in (statement for migration in migrations for statement in _statements(migration)):
        created = list(_created(statement))
        if any(map(is_present, created)):
            return ()
        left = [_renamed(table, statement) for table in [*_without_dropped(left, statement), *created]]
    return () if any(map(is_present, left)) else tuple(dict.fromkeys(left))


def _statements(migration: Migration) -> Iterator[Parsed]:
    for piece in migration.pieces:
        text = piece.text.lower()
        if "table" in text or "into" in text or "schema" in text:
            yield from ParsedPiece(piece).statements


def _created(statement: Parsed) -> Iterator[TableName]:
    node, relation = statement.node, None
    if statement.kind == "create_stmt":
        relation = node.relation
    elif statement.kind == "create_table_as_stmt" and choice(node, "objtype") == "OBJECT_TABLE":
        relation = node.into.rel
    elif statement.kind == "select_stmt" and node.into_clause.rel.relname:
        relation = node.into_clause.rel
    if relation is not None and relation.relpersistence != _TEMPORARY:
        yield _table(relation)


def _without_dropped(tables: list[TableName], statement: Parsed) -> list[TableName]:
    kind = choice(statement.node, "remove_type") if statement.kind == "drop_stmt" else ""
    if kind == "OBJECT_SCHEMA":
        schemas = names(statement.node.objects)
        return [table for table in tables if (table.schema or "public") not in schemas]
    if kind != "OBJECT_TABLE":
        return tables
    parts = [names(inner(item).items) for item in statement.node.objects]
    dropped = [TableName(part[-2] if len(part) > 1 else "", part[-1]) for part in parts]
    return [table for table in tables if not any(map(table.may_be, dropped))]


def _renamed(table: TableName, statement: Parsed) -> TableName:
    """Return the table under its name after a statement."""
    node = statement.node
    if statement.kind == "rename_stmt" and choice(node, "rename_type") == "OBJECT_TABLE":
        return TableName(table.schema, node.newname) if table.may_be(_table(node.relation)) else table
    if statement.kind == "rename_stmt" and choice(node, "rename_type") == "OBJECT_SCHEMA":
        return TableName(node.newname, table.name) if table.schema == node.subname else table
    if statement.kind == "alter_object_schema_stmt" and choice(node, "object_type") == "OBJECT_TABLE":
        return TableName(node.newschema, table.name) if table.may_be(_table(node.relation)) else table
    return table


def _table(relation: Any) -> TableName:
    return TableName(relation.schemaname, relation.relname)

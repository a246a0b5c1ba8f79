"""The tables of a database, and those that migrations create by their SQL. A DO block or a function is not read."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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
    for piece in (piece for migration in migrations for piece in migration.pieces):
        if not any(word in piece.text.lower() for word in ("table", "into", "schema")):
            continue
        for statement in ParsedPiece(piece).statements:
            created = list(_created(statement))
            if any(map(is_present, created)):
                return ()
            left = [*_after(statement, left), *created]
    return () if any(map(is_present, left)) else tuple(dict.fromkeys(left))


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


def _after(statement: Parsed, tables: Sequence[TableName]) -> list[TableName]:
    """Return what a statement that drops, renames or moves leaves of the tables."""
    node, kind = statement.node, statement.kind
    option = {"drop_stmt": "remove_type", "rename_stmt": "rename_type", "alter_object_schema_stmt": "object_type"}
    change = (kind, choice(node, option[kind])) if kind in option else None
    if change == ("drop_stmt", "OBJECT_SCHEMA"):
        schemas = names(node.objects)
        return [table for table in tables if (table.schema or "public") not in schemas]
    if change == ("drop_stmt", "OBJECT_TABLE"):
        parts = [names(inner(item).items) for item in node.objects]
        dropped = [TableName(part[-2] if len(part) > 1 else "", part[-1]) for part in parts]
        return [table for table in tables if not any(map(table.may_be, dropped))]
    if change == ("rename_stmt", "OBJECT_SCHEMA"):
        return [replace(table, schema=node.newname) if table.schema == node.subname else table for table in tables]
    if change in (("rename_stmt", "OBJECT_TABLE"), ("alter_object_schema_stmt", "OBJECT_TABLE")):
        new = {"name": node.newname} if kind == "rename_stmt" else {"schema": node.newschema}
        return [replace(table, **new) if table.may_be(_table(node.relation)) else table for table in tables]
    return list(tables)


def _table(relation: Any) -> TableName:
    return TableName(relation.schemaname, relation.relname)

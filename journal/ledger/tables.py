"""The tables that migrations leave behind, by what their SQL says. What a DO block or a function makes is not seen."""

from collections.abc import Iterable, Iterator
from typing import Any

from journal.folder.migrations import Migration
from journal.ledger.role_and_tables import TableName
from journal.sql.parsed import Parsed, ParsedPiece
from journal.sql.tree import choice, inner, names

_TEMPORARY = "t"


def gone_tables(migrations: Iterable[Migration], present: frozenset[TableName]) -> tuple[TableName, ...]:
    """All tables that the migrations leave behind, where none of them is present; else, or without any, nothing."""
    by_name = {one.name: [two for two in present if two.name == one.name] for one in present}
    left: list[TableName] = []
    for statement in (one for migration in migrations for one in _statements(migration)):
        left = [*_without_dropped(left, statement), *_made(statement)]
        if any(one.may_be(two) for one in _made(statement) for two in by_name.get(one.name, ())):
            return ()
        left = [_moved(one, statement) for one in left]
    if any(one.may_be(two) for one in left for two in by_name.get(one.name, ())):
        return ()
    return tuple(dict.fromkeys(left))


def _statements(migration: Migration) -> Iterator[Parsed]:
    for piece in migration.pieces:
        text = piece.text.lower()
        if "table" in text or "into" in text or "schema" in text:
            yield from ParsedPiece(piece).statements


def _made(statement: Parsed) -> Iterator[TableName]:
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
    if statement.kind != "drop_stmt":
        return tables
    kind = choice(statement.node, "remove_type")
    if kind == "OBJECT_SCHEMA":
        schemas = names(statement.node.objects)
        return [one for one in tables if (one.schema or "public") not in schemas]
    if kind != "OBJECT_TABLE":
        return tables
    parts = [names(inner(one).items) for one in statement.node.objects]
    dropped = [TableName(part[-2] if len(part) > 1 else "", part[-1]) for part in parts]
    return [one for one in tables if not any(one.may_be(two) for two in dropped)]


def _moved(table: TableName, statement: Parsed) -> TableName:
    """The table under the name that a statement gives it."""
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

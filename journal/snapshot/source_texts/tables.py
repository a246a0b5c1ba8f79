"""CREATE TABLE, and the columns and constraints that ALTER TABLE adds, too."""

from itertools import count
from typing import Any

from journal.snapshot.source_texts.text_registry import Relation, TextRegistry
from journal.snapshot.source_texts.tokens import SourceStatement
from journal.sql.tree import choice, inner, kind_of, names, walk

NOT_NULL = "NOT NULL"
_AFTER_TYPE = ("USING", "COLLATE", "STORAGE", "COMPRESSION", "OPTIONS")


def read_create_table(source: SourceStatement, registry: TextRegistry) -> None:
    """Read CREATE TABLE with its columns and constraints."""
    node, relation = source.node, source.node.relation
    name = registry.new_relation(relation.schemaname, relation.relname)
    if relation.relpersistence == "t" or (node.if_not_exists and ("table", *name) in registry.objects):
        return
    registry.put(("table", *name), name)
    for element in map(inner, node.table_elts):
        if kind_of(element) == "ColumnDef":
            read_column(element, name, source, registry)
        elif kind_of(element) == "Constraint":
            read_constraint(element, name, source, registry)


def read_column(node: Any, on: Relation, source: SourceStatement, registry: TextRegistry) -> None:
    """Read the definition of a column, and the constraints in it."""
    scanned = source.scanned
    texts = (type_texts(node, source) if node.HasField("type_name") else {}) | {"not_null": ""}
    for constraint in (child.constraint for child in node.constraints):
        kind, start = choice(constraint, "contype"), scanned.at(constraint.location)
        if kind == "CONSTR_NOTNULL":
            texts["not_null"] = NOT_NULL
        elif kind == "CONSTR_DEFAULT":
            first = (scanned.find(start, "DEFAULT") or 0) + 1
            texts["default"] = scanned.text(first, scanned.end(first, _next_location(node, constraint.location)))
        elif kind == "CONSTR_GENERATED":
            texts["generated"] = scanned.bracketed(start, "AS") or ""
        read_constraint(constraint, on, source, registry)
    registry.put(("column", *on, node.colname), on, texts)


def _next_location(node: Any, location: int) -> int | None:
    """Return where the next part of a column's definition begins."""
    locations = [child.constraint.location for child in node.constraints]
    locations += [node.coll_clause.location] if node.HasField("coll_clause") else []
    return min((other for other in locations if other > location), default=None)


def type_texts(node: Any, source: SourceStatement) -> dict[str, str]:
    """Return the type in a column's definition or in ALTER COLUMN … TYPE, and whether drizzle-kit wrote it."""
    scanned = source.scanned
    start = scanned.at(node.type_name.location)
    end = scanned.end(start, _next_location(node, node.type_name.location))
    text = scanned.text(start, scanned.before(start, end, _AFTER_TYPE))
    return {"type": text} | ({"by_kit": "yes"} if source.by_kit else {})


def read_constraint(node: Any, on: Relation, source: SourceStatement, registry: TextRegistry) -> None:
    """Read a constraint of a table: the expression of a check, and a name that PostgreSQL cuts."""
    start, kind = source.scanned.at(node.location), choice(node, "contype")
    if kind != "CONSTR_CHECK" and not node.conname:
        return
    texts = source.cut_name(start + 1) if node.conname else {}
    if source.by_kit and kind == "CONSTR_PRIMARY":
        texts |= {"by_kit": "yes", "key": "\n".join(names(node.keys))}
    check = source.scanned.bracketed(start, "CHECK") if kind == "CONSTR_CHECK" else None
    if check is not None:
        texts["check"] = check
    registry.put(("constraint", *on, node.conname or _default_name(node, on, registry)), on, texts)


def _default_name(node: Any, on: Relation, registry: TextRegistry) -> str:
    """Return PostgreSQL's name for a check without one: of the table, and of the column where it has only one.

    Source: `ChooseConstraintName` and `AddRelationNewConstraints` in heap.c.
    """
    columns = {found.fields[-1].string.sval for found in walk(node.raw_expr, "ColumnRef")}
    stem = "_".join([on[1], *(columns if len(columns) == 1 else ())])
    taken = {key[3] for key in registry.objects if key[0] == "constraint" and key[1] == on[0]}
    numbers = (str(number or "") for number in count())
    candidates = (f"{stem[: 57 - len(number)]}_check{number}" for number in numbers)
    return next(name for name in candidates if name not in taken)

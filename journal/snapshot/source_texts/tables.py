"""CREATE TABLE and what stands in it, a column or a constraint, which ALTER TABLE adds too."""

from collections.abc import Iterator
from typing import Any

from journal.snapshot.source_texts.source import SourceStatement, name_that_is_cut
from journal.snapshot.source_texts.text_registry import Relation, TextRegistry
from journal.snapshot.source_texts.tokens import Scanned
from journal.sql.tree import choice, inner, kind_of, names, walk


def table(source: SourceStatement, held: TextRegistry) -> None:
    """CREATE TABLE, with its columns and checks."""
    name = held.made(source.node.relation.schemaname, source.node.relation.relname)
    if source.node.relation.relpersistence == "t" or (source.node.if_not_exists and ("table", *name) in held.objects):
        return
    held.put(("table", *name), name)
    for element in map(inner, source.node.table_elts):
        if kind_of(element) == "ColumnDef":
            column(element, name, source, held)
        elif kind_of(element) == "Constraint":
            constraint(element, name, source, held)


NOT_NULL = "NOT NULL"


def column(node: Any, on: Relation, source: SourceStatement, held: TextRegistry) -> None:
    """A column that is made, and the checks that stand with it."""
    said = [one.constraint for one in node.constraints]
    texts = type_texts(node, source) if node.HasField("type_name") else {}
    texts["not_null"] = ""
    for one in said:
        if choice(one, "contype") == "CONSTR_NOTNULL":
            texts["not_null"] = NOT_NULL
        elif choice(one, "contype") == "CONSTR_DEFAULT":
            texts["default"] = _default(one.location, _next(node, one.location), source.scanned)
        elif choice(one, "contype") == "CONSTR_GENERATED":
            texts["generated"] = source.scanned.bracketed(source.scanned.at(one.location), "AS") or ""
        constraint(one, on, source, held)
    held.put(("column", *on, node.colname), on, texts)


def _next(node: Any, location: int) -> int | None:
    """Where the parser saw what follows next in a column's definition."""
    places = [one.constraint.location for one in node.constraints]
    places += [node.coll_clause.location] if node.HasField("coll_clause") else []
    return min((place for place in places if place > location), default=None)


def _default(location: int, before: int | None, scanned: Scanned) -> str:
    start = (scanned.find(scanned.at(location), "DEFAULT") or 0) + 1
    return scanned.text(start, scanned.end(start, before))


_AFTER_TYPE = ("USING", "COLLATE", "STORAGE", "COMPRESSION", "OPTIONS")


def _type(node: Any, scanned: Scanned) -> str:
    """A column's type as written: up to what follows it in the definition."""
    start = scanned.at(node.type_name.location)
    end = scanned.end(start, _next(node, node.type_name.location))
    return scanned.text(start, scanned.before(start, end, _AFTER_TYPE))


def type_texts(node: Any, source: SourceStatement) -> dict[str, str]:
    """The type that a column's definition says, or that ALTER COLUMN … SET DATA TYPE does, and whose hand that is."""
    return {"type": _type(node, source.scanned)} | ({"hand": "drizzle-kit"} if source.is_drizzles else {})


def constraint(node: Any, on: Relation, source: SourceStatement, held: TextRegistry) -> None:
    """A constraint of a table: what a check says, and of each its name where PostgreSQL cuts that."""
    scanned = source.scanned
    is_check = choice(node, "contype") == "CONSTR_CHECK"
    if not is_check and not node.conname:
        return
    text = scanned.bracketed(scanned.at(node.location), "CHECK") if is_check else None
    texts = name_that_is_cut(scanned, scanned.at(node.location) + 1) if node.conname else {}
    if source.is_drizzles and choice(node, "contype") == "CONSTR_PRIMARY":
        texts |= {"hand": "drizzle-kit", "key": "\n".join(names(node.keys))}
    key = ("constraint", *on, node.conname or _name(node, on, held))
    held.put(key, on, texts if text is None else texts | {"check": text})


def _name(node: Any, on: Relation, held: TextRegistry) -> str:
    """What PostgreSQL calls a check without a name: after the table and the column, where it is about one only.

    Source: `ChooseConstraintName` and `AddRelationNewConstraints` in heap.c.
    """
    columns = {found.fields[-1].string.sval for found in walk(node.raw_expr, "ColumnRef")}
    stem = "_".join([on[1], *(columns if len(columns) == 1 else ())])
    taken = {key[3] for key in held.objects if key[0] == "constraint" and key[1] == on[0]}
    names = (f"{stem[: 57 - len(number)]}_check{number}" for number in _numbers())
    return next(name for name in names if name not in taken)


def _numbers() -> Iterator[str]:
    yield ""
    yield from map(str, range(1, 10_000))

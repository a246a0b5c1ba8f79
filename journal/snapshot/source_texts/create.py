"""CREATE TABLE, INDEX, POLICY and VIEW, and the columns and constraints that ALTER TABLE adds, too."""

from itertools import count
from typing import Any

from journal.catalog.values import Key
from journal.snapshot.source_texts.merged_constraints import read_merged_constraints
from journal.snapshot.source_texts.text_registry import Relation, TextRegistry
from journal.snapshot.source_texts.tokens import SourceStatement
from journal.sql.tree import choice, inner, kind_of, names, walk


def read_index(source: SourceStatement, registry: TextRegistry) -> None:
    """Read CREATE INDEX: its keys, WITH and WHERE."""
    node, scanned = source.node, source.scanned
    on = registry.resolve(node.relation.schemaname, node.relation.relname)
    key = ("index", on[0], node.idxname)
    opening = scanned.find(source.start, "(")
    if opening is None or not node.idxname or ((node.if_not_exists or source.may_fail) and key in registry.objects):
        return
    texts = {f"column:{number}": scanned.text(*part) for number, part in enumerate(scanned.parts(opening))}
    with_, where = scanned.bracketed(source.start, "WITH"), scanned.find(source.start, "WHERE")
    if with_ is not None:
        texts["with"] = with_
    if where is not None:
        texts["where"] = scanned.rest(where + 1)
    if node.concurrent and not source.by_hand:  # schema.ts seldom has what is added by hand
        texts["concurrently"] = "CONCURRENTLY"
    if source.by_kit and not node.if_not_exists:
        texts["by_kit"] = "yes"
    registry.put(key, on, texts | source.cut_name((scanned.find(source.start, "ON") or 1) - 1))


def read_policy(source: SourceStatement, registry: TextRegistry) -> None:
    """Read CREATE POLICY, and ALTER POLICY, which keeps the texts that it does not mention."""
    node, scanned, start = source.node, source.scanned, source.start
    on = registry.resolve(node.table.schemaname, node.table.relname)
    key = ("policy", *on, node.policy_name)
    roles = scanned.find(start, "TO")
    ends = [scanned.find(roles or start, "USING", "("), scanned.find(roles or start, "WITH", "CHECK")]
    end = min([scanned.end(roles or start, stops=";"), *(place for place in ends if place is not None)])
    texts = {
        "to": None if roles is None else scanned.text(roles + 1, end),
        "using": scanned.bracketed(start, "USING"),
        "with_check": scanned.bracketed(start, "WITH", "CHECK"),
    }
    before = registry.texts_of(key) if kind_of(node) == "AlterPolicyStmt" else {}
    if source.may_fail and kind_of(node) == "CreatePolicyStmt" and key in registry.objects:
        return
    registry.put(key, on, {**before, **{facet: text for facet, text in texts.items() if text is not None}})


def read_view(source: SourceStatement, registry: TextRegistry) -> None:
    """Read CREATE VIEW, also OR REPLACE."""
    node = source.node
    if node.view.relpersistence != "t":
        key: Key = ("view", *registry.new_relation(node.view.schemaname, node.view.relname))
        registry.put(key, (key[1], key[2]), {} if node.aliases else {"definition": _query(source)})


def read_materialized_view(source: SourceStatement, registry: TextRegistry) -> None:
    """Read CREATE MATERIALIZED VIEW. CREATE TABLE AS has the same kind of node, and no texts."""
    node, into = source.node, source.node.into
    is_view = choice(node, "objtype") == "OBJECT_MATVIEW"
    on = registry.new_relation(into.rel.schemaname, into.rel.relname)
    key: Key = ("materialized view" if is_view else "table", *on)
    if (node.if_not_exists or source.may_fail) and key in registry.objects:
        return
    texts = {"using": into.access_method, "tablespace": into.table_space_name} if is_view else {}
    if is_view and not into.col_names:
        texts["definition"] = _query(source)
    registry.put(key, on, {facet: text for facet, text in texts.items() if text})


_AFTER_QUERY = (("WITH", "CHECK", "OPTION"), ("WITH", "LOCAL", "CHECK", "OPTION"),
                ("WITH", "CASCADED", "CHECK", "OPTION"), ("WITH", "DATA"), ("WITH", "NO", "DATA"))  # fmt: skip


def _query(source: SourceStatement) -> str:
    """Return the query of a view. Where the view has a list of columns, its query alone does not define it."""
    scanned = source.scanned
    start = (scanned.find(source.start, "AS") or source.start) + 1
    end = scanned.end(start, stops=";")
    for words in _AFTER_QUERY:
        if tuple(scanned.word(end - len(words) + number) for number in range(len(words))) == words:
            end -= len(words)
            break
    return scanned.inside(start) if scanned.is_whole(start, end) else scanned.text(start, end)


NOT_NULL = "NOT NULL"
_AFTER_TYPE = ("USING", "COLLATE", "STORAGE", "COMPRESSION", "OPTIONS")


def read_create_table(source: SourceStatement, registry: TextRegistry) -> None:
    """Read CREATE TABLE with its columns and constraints."""
    node, relation = source.node, source.node.relation
    name = registry.new_relation(relation.schemaname, relation.relname)
    is_known = ("table", *name) in registry.objects
    if relation.relpersistence == "t" or (is_known and (node.if_not_exists or source.may_fail)):
        return
    registry.put(("table", *name), name)
    for element in map(inner, node.table_elts):
        if kind_of(element) == "ColumnDef":
            read_column(element, name, source, registry)
        elif kind_of(element) == "Constraint":
            read_constraint(element, name, source, registry)
    read_merged_constraints(source, name, registry)


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
            texts |= {"default_by_hand": "yes"} if source.by_hand else {}
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
    by = {"by_kit": "yes"} if source.by_kit else {"type_by_hand": "yes"} if source.by_hand else {}
    return {"type": text} | by


def read_constraint(node: Any, on: Relation, source: SourceStatement, registry: TextRegistry) -> None:
    """Read a constraint of a table: the expression of a check, and a name that PostgreSQL cuts."""
    start, kind = source.scanned.at(node.location), choice(node, "contype")
    if kind != "CONSTR_CHECK" and not node.conname:
        return
    texts = source.cut_name_of(node)
    if source.by_kit and kind == "CONSTR_PRIMARY":
        texts |= {"by_kit": "yes", "key": "\n".join(names(node.keys))}
    check = source.scanned.bracketed(start, "CHECK") if kind == "CONSTR_CHECK" else None
    if check is not None:
        texts["check"] = check
    name = node.conname
    if not name:  # PostgreSQL names a check after the table, and after the column where it has only one.
        # Source: `ChooseConstraintName` and `AddRelationNewConstraints` in heap.c.
        columns = {found.fields[-1].string.sval for found in walk(node.raw_expr, "ColumnRef")}
        stem = "_".join([on[1], *(columns if len(columns) == 1 else ())])
        taken = {key[3] for key in registry.objects if key[0] == "constraint" and key[1] == on[0]}
        numbers = (str(number or "") for number in count())
        candidates = (f"{stem[: 57 - len(number)]}_check{number}" for number in numbers)
        name = next(candidate for candidate in candidates if candidate not in taken)
    if not (source.may_fail and ("constraint", *on, name) in registry.objects):
        registry.put(("constraint", *on, name), on, texts)

"""CREATE TABLE, INDEX, POLICY and VIEW: the texts of what a statement makes. ALTER is in `altered.py`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from journal.catalog.values import Key
from journal.rules.tree import choice, inner, kind_of, walk
from journal.snapshot.texts.held import Held, Relation
from journal.snapshot.texts.scanned import Scanned


@dataclass(frozen=True)
class Source:
    """A statement: its node, its piece, and the number of its first token."""

    node: Any
    scanned: Scanned
    start: int


def table(source: Source, held: Held) -> None:
    """CREATE TABLE, with its columns and checks."""
    name = held.made(source.node.relation.schemaname, source.node.relation.relname)
    if source.node.relation.relpersistence == "t" or (source.node.if_not_exists and ("table", *name) in held.objects):
        return
    held.put(("table", *name), name)
    for element in map(inner, source.node.table_elts):
        if kind_of(element) == "ColumnDef":
            column(element, name, source, held)
        elif kind_of(element) == "Constraint":
            check(element, name, source, held)


NOT_NULL = "NOT NULL"


def column(node: Any, on: Relation, source: Source, held: Held) -> None:
    """A column that is made, and the checks that stand with it."""
    said = [one.constraint for one in node.constraints]
    texts = {"type": _type(node, source.scanned)} if node.HasField("type_name") else {}
    texts["not_null"] = ""
    for one in said:
        if choice(one, "contype") == "CONSTR_NOTNULL":
            texts["not_null"] = NOT_NULL
        elif choice(one, "contype") == "CONSTR_DEFAULT":
            texts["default"] = _default(one.location, _next(node, one.location), source.scanned)
        elif choice(one, "contype") == "CONSTR_GENERATED":
            texts["generated"] = _bracketed(source.scanned, source.scanned.at(one.location), "AS") or ""
        check(one, on, source, held)
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
    ends = [scanned.end(start, _next(node, node.type_name.location))]
    ends += [place for word in _AFTER_TYPE if (place := scanned.find(start, word)) is not None and place > start]
    return scanned.text(start, min(ends))


def new_type(node: Any, scanned: Scanned) -> str:
    """The type that ALTER COLUMN … SET DATA TYPE says."""
    return _type(node, scanned)


def check(node: Any, on: Relation, source: Source, held: Held) -> None:
    """A check of a table; others have no text."""
    if choice(node, "contype") != "CONSTR_CHECK":
        return
    text = _bracketed(source.scanned, source.scanned.at(node.location), "CHECK")
    name = node.conname or _name(node, on, held)
    if text is not None:
        held.put(("constraint", *on, name), on, {"check": text})


def _name(node: Any, on: Relation, held: Held) -> str:
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


def _bracketed(scanned: Scanned, start: int, *words: str) -> str | None:
    """What stands in the bracket after these words."""
    place = scanned.find(start, *words, "(")
    return None if place is None else scanned.inside(place + len(words))


def index(source: Source, held: Held) -> None:
    """CREATE INDEX: each of its keys, WITH and WHERE."""
    node, scanned = source.node, source.scanned
    on = held.found(node.relation.schemaname, node.relation.relname)
    key = ("index", on[0], node.idxname)
    opening = scanned.find(source.start, "(")
    if opening is None or not node.idxname or (node.if_not_exists and key in held.objects):
        return
    texts = {f"column:{number}": scanned.text(*part) for number, part in enumerate(scanned.parts(opening))}
    with_, where = _bracketed(scanned, source.start, "WITH"), scanned.find(source.start, "WHERE")
    if with_ is not None:
        texts["with"] = with_
    if where is not None:
        texts["where"] = scanned.rest(where + 1)
    held.put(key, on, texts | ({"concurrently": "CONCURRENTLY"} if node.concurrent else {}))


def policy(source: Source, held: Held) -> None:
    """CREATE POLICY."""
    on = held.found(source.node.table.schemaname, source.node.table.relname)
    held.put(("policy", *on, source.node.policy_name), on, policy_texts(source))


def policy_texts(source: Source) -> dict[str, str]:
    """What TO, USING and WITH CHECK say."""
    scanned, start = source.scanned, source.start
    texts = {
        "to": _roles(scanned, start),
        "using": _bracketed(scanned, start, "USING"),
        "with_check": _bracketed(scanned, start, "WITH", "CHECK"),
    }
    return {facet: text for facet, text in texts.items() if text is not None}


def _roles(scanned: Scanned, start: int) -> str | None:
    first = scanned.find(start, "TO")
    if first is None:
        return None
    ends = [scanned.find(first, "USING", "("), scanned.find(first, "WITH", "CHECK")]
    return scanned.text(first + 1, min([scanned.end(first, stops=";"), *(end for end in ends if end is not None)]))


def view(source: Source, held: Held) -> None:
    """CREATE VIEW, also OR REPLACE. One with a list of columns says more than its query, so that has no text."""
    if source.node.view.relpersistence != "t":
        _query(("view", *held.made(source.node.view.schemaname, source.node.view.relname)), source, held)


def materialized_view(source: Source, held: Held) -> None:
    """CREATE MATERIALIZED VIEW; CREATE TABLE AS is of the same kind, and has no text."""
    into = source.node.into.rel
    kind = "materialized view" if choice(source.node, "objtype") == "OBJECT_MATVIEW" else "table"
    key: Key = (kind, *held.made(into.schemaname, into.relname))
    if source.node.if_not_exists and key in held.objects:
        return
    if kind == "table":
        held.put(key, (key[1], key[2]))
    else:
        _query(key, source, held)


_TAILS = (("WITH", "CHECK", "OPTION"), ("WITH", "LOCAL", "CHECK", "OPTION"), ("WITH", "CASCADED", "CHECK", "OPTION"),
          ("WITH", "DATA"), ("WITH", "NO", "DATA"))  # fmt: skip


def _query(key: Key, source: Source, held: Held) -> None:
    scanned, node = source.scanned, source.node
    start = (scanned.find(source.start, "AS") or source.start) + 1
    end = scanned.end(start, stops=";")
    for tail in _TAILS:
        if tuple(scanned.word(end - len(tail) + number) for number in range(len(tail))) == tail:
            end -= len(tail)
            break
    text = scanned.inside(start) if scanned.is_whole(start, end) else scanned.text(start, end)
    texts = {} if _columns(node) else {"definition": text}
    if key[0] == "materialized view":
        texts |= {"using": node.into.access_method, "tablespace": node.into.table_space_name}
    held.put(key, (key[1], key[2]), {facet: said for facet, said in texts.items() if said})


def _columns(node: Any) -> bool:
    """Whether there is a list of columns."""
    return bool(node.aliases if hasattr(node, "aliases") else node.into.col_names)

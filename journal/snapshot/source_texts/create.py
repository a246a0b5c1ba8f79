"""CREATE INDEX, POLICY and VIEW: the texts of what a statement makes. Tables are in `tables.py`."""

from typing import Any

from journal.catalog.values import Key
from journal.snapshot.source_texts.source import SourceStatement, name_that_is_cut
from journal.snapshot.source_texts.text_registry import TextRegistry
from journal.snapshot.source_texts.tokens import Scanned
from journal.sql.tree import choice


def index(source: SourceStatement, held: TextRegistry) -> None:
    """CREATE INDEX: each of its keys, WITH and WHERE."""
    node, scanned = source.node, source.scanned
    on = held.found(node.relation.schemaname, node.relation.relname)
    key = ("index", on[0], node.idxname)
    opening = scanned.find(source.start, "(")
    if opening is None or not node.idxname or (node.if_not_exists and key in held.objects):
        return
    texts = {f"column:{number}": scanned.text(*part) for number, part in enumerate(scanned.parts(opening))}
    with_, where = scanned.bracketed(source.start, "WITH"), scanned.find(source.start, "WHERE")
    if with_ is not None:
        texts["with"] = with_
    if where is not None:
        texts["where"] = scanned.rest(where + 1)
    texts |= name_that_is_cut(scanned, (scanned.find(source.start, "ON") or 1) - 1)
    held.put(key, on, texts | ({"concurrently": "CONCURRENTLY"} if node.concurrent else {}))


def policy(source: SourceStatement, held: TextRegistry) -> None:
    """CREATE POLICY."""
    on = held.found(source.node.table.schemaname, source.node.table.relname)
    held.put(("policy", *on, source.node.policy_name), on, policy_texts(source))


def policy_texts(source: SourceStatement) -> dict[str, str]:
    """What TO, USING and WITH CHECK say."""
    scanned, start = source.scanned, source.start
    texts = {
        "to": _roles(scanned, start),
        "using": scanned.bracketed(start, "USING"),
        "with_check": scanned.bracketed(start, "WITH", "CHECK"),
    }
    return {facet: text for facet, text in texts.items() if text is not None}


def _roles(scanned: Scanned, start: int) -> str | None:
    first = scanned.find(start, "TO")
    if first is None:
        return None
    ends = [scanned.find(first, "USING", "("), scanned.find(first, "WITH", "CHECK")]
    return scanned.text(first + 1, min([scanned.end(first, stops=";"), *(end for end in ends if end is not None)]))


def view(source: SourceStatement, held: TextRegistry) -> None:
    """CREATE VIEW, also OR REPLACE. One with a list of columns says more than its query, so that has no text."""
    if source.node.view.relpersistence != "t":
        _query(("view", *held.made(source.node.view.schemaname, source.node.view.relname)), source, held)


def materialized_view(source: SourceStatement, held: TextRegistry) -> None:
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


def _query(key: Key, source: SourceStatement, held: TextRegistry) -> None:
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

"""CREATE INDEX, POLICY and VIEW. CREATE TABLE is in `tables.py`."""

from journal.catalog.values import Key
from journal.snapshot.source_texts.text_registry import TextRegistry
from journal.snapshot.source_texts.tokens import SourceStatement
from journal.sql.tree import choice, kind_of


def read_index(source: SourceStatement, registry: TextRegistry) -> None:
    """Read CREATE INDEX: its keys, WITH and WHERE."""
    node, scanned = source.node, source.scanned
    on = registry.resolve(node.relation.schemaname, node.relation.relname)
    key = ("index", on[0], node.idxname)
    opening = scanned.find(source.start, "(")
    if opening is None or not node.idxname or (node.if_not_exists and key in registry.objects):
        return
    texts = {f"column:{number}": scanned.text(*part) for number, part in enumerate(scanned.parts(opening))}
    with_, where = scanned.bracketed(source.start, "WITH"), scanned.find(source.start, "WHERE")
    if with_ is not None:
        texts["with"] = with_
    if where is not None:
        texts["where"] = scanned.rest(where + 1)
    if node.concurrent:
        texts["concurrently"] = "CONCURRENTLY"
    registry.put(key, on, texts | source.cut_name((scanned.find(source.start, "ON") or 1) - 1))


def read_policy(source: SourceStatement, registry: TextRegistry) -> None:
    """Read CREATE POLICY, and ALTER POLICY, which keeps the texts that it does not mention."""
    node, scanned, start = source.node, source.scanned, source.start
    on = registry.resolve(node.table.schemaname, node.table.relname)
    key = ("policy", *on, node.policy_name)
    texts = {
        "to": _roles(source),
        "using": scanned.bracketed(start, "USING"),
        "with_check": scanned.bracketed(start, "WITH", "CHECK"),
    }
    before = registry.texts_of(key) if kind_of(node) == "AlterPolicyStmt" else {}
    registry.put(key, on, {**before, **{facet: text for facet, text in texts.items() if text is not None}})


def _roles(source: SourceStatement) -> str | None:
    scanned = source.scanned
    first = scanned.find(source.start, "TO")
    if first is None:
        return None
    ends = [scanned.find(first, "USING", "("), scanned.find(first, "WITH", "CHECK")]
    return scanned.text(first + 1, min([scanned.end(first, stops=";"), *(end for end in ends if end is not None)]))


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
    if node.if_not_exists and key in registry.objects:
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

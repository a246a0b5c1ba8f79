"""Keys and unique constraints of a CREATE TABLE of which PostgreSQL keeps only one: they have the same columns."""

from collections.abc import Iterator
from typing import Any

from journal.snapshot.source_texts.text_registry import Relation, TextRegistry
from journal.snapshot.source_texts.tokens import SourceStatement
from journal.sql.tree import choice, inner, kind_of, names

_UNIQUE = ("CONSTR_PRIMARY", "CONSTR_UNIQUE")


def read_merged_constraints(source: SourceStatement, on: Relation, registry: TextRegistry) -> None:
    """Read which unique constraints a CREATE TABLE merges into another one, by the name that PostgreSQL keeps.

    The first constraint on the same columns stays, a primary key before all others. Without a name of its own it gets
    that of the next one. Source: `transformIndexConstraints` in parse_utilcmd.c.
    """
    groups: dict[object, list[Any]] = {}
    for columns, node in _constraints(source.node):
        same = (columns, node.nulls_not_distinct, node.deferrable, node.initdeferred, names(node.including))
        groups.setdefault(same, []).append(node)
    for group in groups.values():
        group.sort(key=lambda node: choice(node, "contype") != "CONSTR_PRIMARY")  # stable
        kept, named = group[0], [node for node in group if node.conname]
        if len(group) == 1 or not named:
            continue
        key = ("constraint", *on, kept.conname or named[0].conname)
        is_key = choice(kept, "contype") == "CONSTR_PRIMARY"
        lost = [node for node in named if node is not kept and (is_key or node is not named[0])]
        merged = [source.cut_name_of(node).get("name", node.conname) for node in lost]
        if merged:
            registry.set_text(key, on, "merged", "\n".join(merged))
        if is_key and not kept.conname:
            registry.set_text(key, on, "name_of_merged", "yes")


def _constraints(node: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the columns and the node of each key and unique constraint, in the order of the statement."""
    for element in map(inner, node.table_elts):
        if kind_of(element) == "ColumnDef":
            own = (child.constraint for child in element.constraints)
            yield from (((element.colname,), one) for one in own if choice(one, "contype") in _UNIQUE)
        elif kind_of(element) == "Constraint" and choice(element, "contype") in _UNIQUE:
            yield names(element.keys), element

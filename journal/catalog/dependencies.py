"""Which object needs or belongs to which, and the order in which statements can run. Pure."""

import heapq
from collections.abc import Container, Iterable, Mapping

from journal.catalog.values import Column, Index, Key, Object, Schema, Sequence, Table

_PHASES = (
    "schema", "extension", "collation", "enum", "composite type", "range type", "domain", "function",
    "domain constraint", "table", "sequence", "column", "view", "constraint", "materialized view", "index",
    "foreign key", "statistics", "trigger", "rule", "policy", "event trigger", "comment", "grant", "default privilege",
)  # fmt: skip
PHASE = {kind: number for number, kind in enumerate(_PHASES)}


def in_order(keys: Iterable[tuple[int, Key]], needs: Mapping[Key, frozenset[Key]]) -> list[tuple[int, Key]]:
    """Return each (phase, key) after those it needs; where several can be next, the lowest phase comes first.

    A cycle, which only functions without a fixed body can form, is cut at its lowest phase.
    """
    waiting = {key: (phase, key) for phase, key in keys}
    needed_by: dict[Key, list[Key]] = {}
    missing = dict.fromkeys(waiting, 0)
    for key in waiting:
        for other in _needed(key, needs):
            if other in waiting and other != key:
                needed_by.setdefault(other, []).append(key)
                missing[key] += 1
    ready = [waiting[key] for key, count in missing.items() if not count]
    heapq.heapify(ready)
    ordered: list[tuple[int, Key]] = []
    while waiting:
        item = heapq.heappop(ready) if ready else min(waiting.values())
        if item[1] not in waiting:
            continue
        ordered.append(waiting.pop(item[1]))
        for other in needed_by.get(item[1], ()):
            missing[other] -= 1
            if not missing[other] and other in waiting:
                heapq.heappush(ready, waiting[other])
    return ordered


def _needed(key: Key, needs: Mapping[Key, frozenset[Key]]) -> frozenset[Key]:
    """Return what an object refers to, and the relation that it belongs to."""
    found = needs.get(key, frozenset())
    if key[0] in ("column", "constraint", "trigger", "rule", "policy"):
        return found | {(kind, key[1], key[2]) for kind in ("table", "view")}
    return found


def parent_of(key: Key, schema: Schema) -> Key | None:
    """Return the object that this one belongs to, or None for one that belongs to none."""
    kind, item = key[0], schema.objects.get(key)
    if kind in ("comment", "grant"):
        return key[1:] if kind == "comment" else key[1:-2]
    if kind == "domain constraint":
        return ("domain", key[1], key[2])
    if kind in ("column", "constraint", "trigger", "rule", "policy"):
        return _relation(key[1], key[2], schema)
    if isinstance(item, Index):
        return _relation(item.schema, item.table, schema)
    if isinstance(item, Sequence) and item.owner:
        return ("column", *item.owner)
    return ("schema", key[1]) if kind not in ("schema", "extension", "event trigger") and key[1] else None


def _relation(space: str, name: str, schema: Schema) -> Key | None:
    keys = ((kind, space, name) for kind in ("table", "view", "materialized view"))
    return next((key for key in keys if key in schema.objects), None)


def is_inherited_difference(item: Object, schema: Schema, other: Container[Key]) -> bool:
    """Tell whether it is an inherited column that the parent on the other side lacks.

    The statement that adds it to the parent, or drops it there, does the same here.
    """
    if not isinstance(item, Column) or not item.inherited:
        return False
    table = schema.objects.get(("table", item.schema, item.table))
    parents = table.parents if isinstance(table, Table) else ()
    having = [parent for parent in parents if ("column", *parent, item.name) in schema.objects]
    return any(("table", *parent) in other and ("column", *parent, item.name) not in other for parent in having)


def is_created_with_parent(item: Object, schema: Schema, other: Container[Key]) -> bool:
    """Tell whether the statement that creates another missing object creates this one, such as a table's column."""
    if isinstance(item, Column):
        return parent_of(item.key, schema) not in other or is_inherited_difference(item, schema, other)
    if isinstance(item, Sequence) and item.identity and item.owner:
        return ("column", *item.owner) not in other or ("table", *item.owner[:2]) not in other
    return False

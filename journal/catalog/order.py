"""The order in which statements can run: what others need comes first. Pure."""

import heapq
from collections.abc import Iterable, Mapping

from journal.catalog.values import Key

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

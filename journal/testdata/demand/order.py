"""The order in which tables get rows: what others refer to comes first, as far as that goes. Pure."""

from collections.abc import Mapping, Sequence

from journal.testdata.demand.facts import TableName
from journal.testdata.demand.parents import must
from journal.testdata.demand.target import FillTarget


def parents_first(targets: Sequence[FillTarget]) -> tuple[FillTarget, ...]:
    """The targets in an order in which each refers to those before it; keys that can be NULL give way in circles."""
    parts: dict[TableName, set[TableName]] = {}
    for one in targets:
        parts.setdefault(one.into, set()).add(one.table)
        parts.setdefault(one.table, set()).add(one.table)
    every = {one.table: _referred(one, parts, all_keys=True) for one in targets}
    needed = {one.table: _referred(one, parts, all_keys=False) for one in targets}
    waiting = {one.table: one for one in targets}
    ordered = []
    while waiting:
        for name in _next(waiting, every, needed):
            ordered.append(waiting.pop(name))
    return tuple(ordered)


def _referred(target: FillTarget, parts: Mapping[TableName, set[TableName]], *, all_keys: bool) -> set[TableName]:
    keys = (one for one in target.references if all_keys or must(target, one))
    return set().union(*(parts.get(one.table, set()) for one in keys)) - {target.table}


def _next(
    waiting: Mapping[TableName, FillTarget],
    every: Mapping[TableName, set[TableName]],
    needed: Mapping[TableName, set[TableName]],
) -> list[TableName]:
    """All that refer to nothing that waits; else one that need not refer to it; else the first."""
    free = [name for name in waiting if not every[name] & waiting.keys()]
    if free:
        return free
    could = [name for name in waiting if not needed[name] & waiting.keys()]
    return [(could or list(waiting))[0]]

"""Tables that each need a row of the other first: one statement stores a row in all of them.

PostgreSQL checks a foreign key at the end of the statement, however many tables it writes to.
"""

from collections.abc import Mapping, Sequence

from journal.testdata.choice.groups import Unsolvable, groups
from journal.testdata.choice.offers import made_up
from journal.testdata.choice.pick import Chooser
from journal.testdata.demand.facts import Facts, Reference, TableName
from journal.testdata.demand.parents import Promised, must
from journal.testdata.demand.target import FillTarget
from journal.testdata.trying import FillAttempt
from journal.testdata.write import insert

_TURNS = 6  # keys that are tried for each table


def close_circles(trial: FillAttempt, facts: Facts, empty: Sequence[FillTarget]) -> None:
    """Give one row to each of these tables that needs itself through others."""
    for circle in _circles(empty):
        for turn in range(_TURNS):
            statement = _together(trial, facts, circle, turn)
            if statement is None or trial.over or trial.insert(statement) is None:
                break


def _circles(empty: Sequence[FillTarget]) -> Sequence[Sequence[FillTarget]]:
    """The targets in sets of those that need each other; no other is in one."""
    by_name = {one.into: one for one in reversed(empty)}
    needed = {name: {one.table for one in _binding(target)} & by_name.keys() for name, target in by_name.items()}
    reached = {name: _reached(name, needed) for name in by_name}
    found: list[Sequence[FillTarget]] = []
    seen: set[TableName] = set()
    for name in sorted(by_name):
        circle = {other for other in reached[name] if name in reached[other]}
        if len(circle) > 1 and name not in seen:
            seen |= circle
            found.append([by_name[other] for other in sorted(circle)])
    return found


def _binding(target: FillTarget) -> list[Reference]:
    return [one for one in target.references if must(target, one)]


def _reached(name: TableName, needed: Mapping[TableName, set[TableName]]) -> set[TableName]:
    found: set[TableName] = set()
    waiting = [name]
    while waiting:
        more = needed[waiting.pop()] - found
        found |= more
        waiting += more
    return found


def _together(trial: FillAttempt, facts: Facts, circle: Sequence[FillTarget], turn: int) -> str | None:
    """The statement that stores a row in each; None where one of them has no values."""
    names = {one.into for one in circle}
    promised: dict[TableName, dict[str, str]] = {}
    for target in circle:
        for reference in _binding(target):
            if reference.table in names:
                promised.setdefault(reference.table, {}).update(dict.fromkeys(reference.referred, ""))
    for target in circle:
        for name in promised[target.into]:
            texts = made_up(trial, facts, target, name)
            if not texts:
                return None
            promised[target.into][name] = texts[turn % len(texts)]
    try:
        *first, last = [_row(trial, facts, target, promised) for target in circle]
    except Unsolvable:
        return None
    parts = ", ".join(f'"journal {number}" AS ({text})' for number, text in enumerate(first))
    return f"WITH {parts} {last}"


def _row(trial: FillAttempt, facts: Facts, target: FillTarget, promised: Promised) -> str:
    chooser = Chooser(target, groups(trial, facts, target, 0, promised=promised))
    return insert(target, chooser, chooser.full(frozenset()))

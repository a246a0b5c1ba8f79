"""Tables that each need a row of another one first: one statement stores a row in all of them.

PostgreSQL checks a foreign key at the end of the statement, however many tables it writes to.
"""

from collections.abc import Iterator, Mapping, Sequence

from journal.testdata.attempt import FillAttempt
from journal.testdata.candidates import PromisedKeys, Unsolvable, typed_texts
from journal.testdata.facts import Facts, TableName
from journal.testdata.groups import find_groups
from journal.testdata.rows import RowWriter
from journal.testdata.target import FillTarget

_KEYS = 6  # keys that are tried for each table


def close_circles(attempt: FillAttempt, facts: Facts, empty: Sequence[FillTarget]) -> bool:
    """Store one row in each of these tables that needs itself through others. Return whether there was any."""
    circles = list(_circles(empty))
    for circle in circles:
        for number in range(_KEYS):
            statement = _insert_together(attempt, facts, circle, number)
            if statement is None or attempt.over or attempt.insert(statement) is None:
                break
    return bool(circles)


def _circles(empty: Sequence[FillTarget]) -> Iterator[list[FillTarget]]:
    """Yield the sets of targets that need each other; each target is in one set at most."""
    by_name = {target.into: target for target in reversed(empty)}
    needed = {
        name: {reference.table for reference in target.references if target.requires(reference)} & by_name.keys()
        for name, target in by_name.items()
    }
    reached = {name: _reached(name, needed) for name in by_name}
    for name in sorted(by_name):
        circle = sorted(other for other in reached[name] if name in reached[other])
        if len(circle) > 1 and name == circle[0]:
            yield [by_name[other] for other in circle]


def _reached(name: TableName, needed: Mapping[TableName, set[TableName]]) -> set[TableName]:
    found: set[TableName] = set()
    waiting = [name]
    while waiting:
        new = needed[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def _insert_together(attempt: FillAttempt, facts: Facts, circle: Sequence[FillTarget], number: int) -> str | None:
    """Return the statement that stores a row in each, with their keys of that number; None without values for one."""
    try:
        promised = {target.into: _keys(attempt, facts, target, circle, number) for target in circle}
        *first, last = [_insert(attempt, facts, target, promised) for target in circle]
    except Unsolvable:
        return None
    parts = ", ".join(f'"journal {place}" AS ({insert})' for place, insert in enumerate(first))
    return f"WITH {parts} {last}"


def _keys(
    attempt: FillAttempt, facts: Facts, target: FillTarget, circle: Sequence[FillTarget], number: int
) -> dict[str, str]:
    """Return a text for each column of the target that another one of the circle refers to. Raises Unsolvable."""
    referred = {
        name
        for other in circle
        for reference in other.references
        if reference.table == target.into
        for name in reference.referred
    }
    texts = {
        column.name: typed_texts(attempt, facts, target, column, 0)
        for column in target.given
        if column.name in referred
    }
    if texts.keys() != referred or not all(texts.values()):
        raise Unsolvable("A column that others refer to has no values.")
    return {name: values[number % len(values)] for name, values in texts.items()}


def _insert(attempt: FillAttempt, facts: Facts, target: FillTarget, promised: PromisedKeys) -> str:
    return RowWriter(attempt, target, find_groups(attempt, facts, target, 0, promised)).first_row()

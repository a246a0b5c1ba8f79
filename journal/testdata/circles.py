"""Tables that each need a row of another one first: one statement stores a row in all of them.

PostgreSQL checks a foreign key at the end of the statement, however many tables it writes to.
"""

from collections.abc import Mapping, Sequence

from journal.testdata.attempt import FillAttempt
from journal.testdata.candidates import Unsolvable, typed_texts
from journal.testdata.facts import TableName
from journal.testdata.groups import find_groups
from journal.testdata.rows import fullest, insert_of
from journal.testdata.target import FillTarget

_KEYS = 6  # keys that are tried for each table


def close_circles(attempt: FillAttempt, empty: Sequence[FillTarget]) -> None:
    """Store one row in each of these tables that needs itself through others, with all that it needs."""
    by_name = {target.into: target for target in reversed(empty)}
    needed = {
        name: {reference.table for reference in target.references if target.requires(reference)} & by_name.keys()
        for name, target in by_name.items()
    }
    stored: set[TableName] = set()
    for name in sorted(by_name):
        circle: list[TableName] = sorted(needed[name])
        for other in circle:
            circle += sorted(needed[other].difference(circle))
        if name not in circle or len(circle) < 2 or stored.intersection(circle):
            continue
        for number in range(_KEYS):
            statement = _insert_together(attempt, [by_name[other] for other in circle], number)
            if statement is None or attempt.over or attempt.insert(statement) is None:
                stored.update(circle)
                break


def _insert_together(attempt: FillAttempt, circle: Sequence[FillTarget], number: int) -> str | None:
    """Return the statement that stores a row in each, with their keys of that number; None without values for one."""
    try:
        promised = {target.into: _keys(attempt, target, circle, number) for target in circle}
        *first, last = [insert_of(target, fullest(find_groups(attempt, target, 0, promised))) for target in circle]
    except Unsolvable:
        return None
    parts = ", ".join(f'"journal {place}" AS ({insert})' for place, insert in enumerate(first))
    return f"WITH {parts} {last}"


def _keys(attempt: FillAttempt, target: FillTarget, circle: Sequence[FillTarget], number: int) -> Mapping[str, str]:
    """Return a text for each column of the target that another one of the circle refers to. Raises Unsolvable."""
    references = [each for other in circle for each in other.references if each.table == target.into]
    referred = {name for reference in references for name in reference.referred}
    texts = {each.name: typed_texts(attempt, target, each, 0) for each in target.given if each.name in referred}
    if texts.keys() != referred or not all(texts.values()):
        raise Unsolvable("A column that others refer to has no values.")
    return {name: values[number % len(values)] for name, values in texts.items()}

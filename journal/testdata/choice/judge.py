"""The server judges candidates by conditions, before there is any row: which of them go together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from journal.catalog.quoting import quoted
from journal.testdata.choice.group import Candidate
from journal.testdata.demand.conditions import Condition
from journal.testdata.demand.target import FillTarget, fed
from journal.testdata.making.hints import hints_of
from journal.testdata.trying import FillAttempt

_ENOUGH, _MANY = 3000, 100_000  # how many combinations are judged, and how many when none of those does
_EACH = 25  # combinations that are kept of each way to be NULL
_QUERIES = 120  # for one group, where some combinations make the server fail

Combination = tuple[Candidate, ...]


@dataclass(frozen=True)
class Candidates:
    """Columns of a target, candidates for each, and the conditions that look at them."""

    target: FillTarget
    names: tuple[str, ...]
    lists: tuple[Combination, ...]
    conditions: tuple[Condition, ...]


def combinations(trial: FillAttempt, question: Candidates) -> list[Combination]:
    """Those that satisfy all conditions, the first of each way to be NULL; none where none was found."""
    if len(question.names) > 1:
        question = replace(question, lists=tuple(_alone(trial, question, at) for at in range(len(question.names))))
    for most in (_ENOUGH, _MANY):
        cut = replace(question, lists=_cut(question.lists, most))
        found = list(_judged(trial, cut, [_QUERIES]))
        if found or cut.lists == question.lists:
            return found
    return []


def _alone(trial: FillAttempt, question: Candidates, at: int) -> Combination:
    """The candidates of one column that satisfy what looks at nothing else, if any does."""
    name = question.names[at]
    own = tuple(one for one in question.conditions if one.columns == {name})
    if not own:
        return question.lists[at]
    found = _judged(trial, Candidates(question.target, (name,), (question.lists[at],), own), [_QUERIES])
    left = {one.sql for (one,) in found}
    return tuple(one for one in question.lists[at] if one.sql in left)


def _cut(lists: tuple[Combination, ...], most: int) -> tuple[Combination, ...]:
    """The lists, the longest cut first, until there are at most so many combinations."""
    sizes = [len(one) for one in lists]
    while _product(sizes) > most and max(sizes) > 2:
        sizes[sizes.index(max(sizes))] -= 1
    return tuple(one[:size] for one, size in zip(lists, sizes, strict=True))


def _product(sizes: Sequence[int]) -> int:
    found = 1
    for size in sizes:
        found *= size
    return found


def _judged(trial: FillAttempt, question: Candidates, left: list[int]) -> Iterator[Combination]:
    """The combinations that do. Where the server fails on one of them, the halves are judged apart."""
    if not all(question.lists) or not left[0]:
        return
    left[0] -= 1
    places = trial.rows(_query(question))
    if places is not None:
        yield from (tuple(one[at] for one, at in zip(question.lists, row, strict=True)) for row in places)
        return
    longest = max(range(len(question.lists)), key=lambda at: len(question.lists[at]))
    half = len(question.lists[longest]) // 2
    for part in (question.lists[longest][:half], question.lists[longest][half:]) if half else ():
        lists = (*question.lists[:longest], part, *question.lists[longest + 1 :])
        yield from _judged(trial, replace(question, lists=lists), left)


def _query(question: Candidates) -> str:
    """The places of the candidates that satisfy all conditions, the first of each way to be NULL."""
    names = question.names
    places = [quoted(f"journal place {number}") for number in range(len(names))]
    sources = ", ".join(
        f"(VALUES {', '.join(f'({at}, {one.sql})' for at, one in enumerate(listed))}) AS {quoted(f'journal {place}')} "
        f"({place_name}, {quoted(name)})"
        for place, (name, listed, place_name) in enumerate(zip(names, question.lists, places, strict=True))
    )
    made = "".join(f", {sql} AS {quoted(name)}" for name, sql in _by_the_server(question.target, names))
    true = " AND ".join(f"({one.sql}) IS NOT FALSE" for one in question.conditions)
    nulls = ", ".join(f"num_nulls({quoted(name)})" for name in names)
    order = f"{' + '.join(places)}, {', '.join(places)}"
    listed = ", ".join(places)
    return (
        f"SELECT {listed} FROM (SELECT {listed}, row_number() OVER (PARTITION BY {nulls} ORDER BY {order}) AS"  # noqa: S608
        f' "journal turn" FROM (SELECT *{made} FROM {sources}) AS {quoted(question.target.into[1])} WHERE {true}) AS'
        f' "journal solved" WHERE "journal turn" <= {_EACH} ORDER BY {order}'
    )


def _by_the_server(target: FillTarget, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What conditions may look at and an INSERT does not give: numbers that are not known yet, and what is made."""
    known = set(names)
    for column in target.given:
        if fed(column) and column.name not in known:
            known.add(column.name)
            yield column.name, f"NULL::{column.type}"
    for column in target.columns:
        if column.generated and hints_of(column.default or "").columns <= set(names):
            yield column.name, f"({column.default})::{column.type}"

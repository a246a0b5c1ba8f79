"""Groups of columns that a condition ties together, with the combinations of candidates that the server accepts."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from journal.catalog.quoting import literal, quoted
from journal.testdata.attempt import FillAttempt
from journal.testdata.candidates import Candidate, PromisedKeys, ReferredKeys, Unsolvable, candidates_of, read_keys
from journal.testdata.coverage import Shows
from journal.testdata.facts import Facts, Reference
from journal.testdata.target import FillTarget, is_numbered

_ENOUGH, _MANY = 3000, 100_000  # combinations that are tested, and how many where none of those is accepted
_EACH = 25  # accepted combinations of each set of NULL columns
_QUERIES = 120  # for one group, where some combinations make the server fail
_PARENT = quoted("journal parent")

Solution = tuple[Candidate, ...]
"""A candidate for each column of a group."""


@dataclass(frozen=True)
class Group:
    """Columns, and what they can be together; `solutions` is never empty."""

    columns: tuple[str, ...]
    solutions: tuple[Solution, ...]


@dataclass(frozen=True)
class _Condition:
    """An SQL expression that must not be false, and the columns with candidates that it depends on."""

    columns: frozenset[str]
    sql: str


@dataclass(frozen=True)
class _Question:
    """Columns of a target, the candidates for each, and the conditions on them."""

    target: FillTarget
    columns: tuple[str, ...]
    lists: tuple[Solution, ...]
    conditions: tuple[_Condition, ...]


def find_groups(
    attempt: FillAttempt, facts: Facts, target: FillTarget, since: int, promised: PromisedKeys = MappingProxyType({})
) -> tuple[Group, ...]:
    """Return the target's groups. `since`: the number of rows that it has. Raises Unsolvable.

    `promised`: rows that the same statement stores, with that of the target itself.
    """
    keys = read_keys(attempt, target, promised)
    offered = dict(candidates_of(attempt, facts, target, keys, since))
    for name, text in promised.get(target.into, {}).items():
        type_ = next(column.type for column in target.given if column.name == name)
        offered[name] = (Candidate(name, f"{literal(text)}::{type_}", Shows.VALUE),)
    conditions = [condition for condition in _conditions(target, keys, promised) if condition.columns]
    tied = {name: frozenset([name]) for name in offered}
    for condition in conditions:
        merged = frozenset[str]().union(*(tied[name] for name in condition.columns))
        tied.update(dict.fromkeys(merged, merged))
    groups = []
    for together in dict.fromkeys(tied.values()):
        columns = tuple(name for name in offered if name in together) if len(together) > 1 else tuple(together)
        own = tuple(condition for condition in conditions if condition.columns & together)
        question = _Question(target, columns, tuple(offered[name] for name in columns), own)
        solutions = _solve(attempt, question) if own else list(zip(*question.lists, strict=True))
        if not solutions:
            reasons = " and ".join(condition.sql for condition in own)
            raise Unsolvable(f"No values were found for {', '.join(columns)} that satisfy {reasons}.")
        groups.append(Group(columns, tuple(solutions)))
    return tuple(groups)


def _conditions(target: FillTarget, keys: ReferredKeys, promised: PromisedKeys) -> Iterator[_Condition]:
    """Yield what a row must satisfy beyond unique keys, which only an INSERT tests."""
    names = frozenset(column.name for column in target.given)
    known = names - {column.name for column in target.given if is_numbered(column)} | target.routing | keys.own
    for check in target.checks:
        yield _Condition(known.intersection(check.columns), check.expression)
    for column, sources in target.generated.items():
        if column.not_null:
            yield _Condition(known & sources, f"{quoted(column.name)} IS NOT NULL")
    for reference in target.references:
        if reference.table in promised:
            continue  # its only candidate is the promised row
        shared = any(set(each.columns) & set(reference.columns) for each in target.references if each != reference)
        if reference in keys.rooted:
            pairs = zip(reference.columns, reference.referred, strict=True)
            same = " AND ".join(f"{quoted(column)} = {quoted(referred)}" for column, referred in pairs)
            yield _Condition(known.intersection((*reference.columns, *reference.referred)), same)
        elif shared or len(reference.columns) > 1:  # a single column has only candidates that exist
            yield _Condition(known.intersection(reference.columns), _exists(target, reference))


def _exists(target: FillTarget, reference: Reference) -> str:
    own = [quoted(target.into[1], column) for column in reference.columns]
    pairs = zip(own, reference.referred, strict=True)
    same = " AND ".join(f"{_PARENT}.{quoted(referred)} = {column}" for column, referred in pairs)
    nulls = (" AND " if reference.full else " OR ").join(f"{column} IS NULL" for column in own)
    return f"({nulls}) OR EXISTS (SELECT FROM {reference.source} AS {_PARENT} WHERE {same})"


def _solve(attempt: FillAttempt, question: _Question) -> list[Solution]:
    """Return the combinations that satisfy all conditions, the first of each set of NULL columns."""
    if len(question.columns) > 1:
        lists = (_accepted_alone(attempt, question, place) for place in range(len(question.columns)))
        question = replace(question, lists=tuple(lists))
    for most in (_ENOUGH, _MANY):
        sizes = [len(candidates) for candidates in question.lists]
        while math.prod(sizes) > most and max(sizes) > 2:
            sizes[sizes.index(max(sizes))] -= 1
        cut = tuple(candidates[:size] for candidates, size in zip(question.lists, sizes, strict=True))
        solutions = list(_accepted(attempt, replace(question, lists=cut), [_QUERIES]))
        if solutions or cut == question.lists:
            return solutions
    return []


def _accepted_alone(attempt: FillAttempt, question: _Question, place: int) -> Solution:
    """Return the candidates of one column that satisfy the conditions on it alone."""
    column, candidates = question.columns[place], question.lists[place]
    own = tuple(condition for condition in question.conditions if condition.columns == {column})
    if not own:
        return candidates
    accepted = set(_accepted(attempt, _Question(question.target, (column,), (candidates,), own), [_QUERIES]))
    return tuple(candidate for candidate in candidates if (candidate,) in accepted)


def _accepted(attempt: FillAttempt, question: _Question, left: list[int]) -> Iterator[Solution]:
    """Yield the accepted combinations. Where one of them makes the server fail, test the halves of the longest list.

    `left`: how many queries may still run, a list of one number that the calls share.
    """
    if not all(question.lists) or not left[0]:
        return
    left[0] -= 1
    rows = attempt.rows(_query(question))
    if rows is not None:
        yield from (tuple(each[at] for each, at in zip(question.lists, row, strict=True)) for row in rows)
        return
    place = max(range(len(question.lists)), key=lambda at: len(question.lists[at]))
    longest = question.lists[place]
    half = len(longest) // 2
    for part in (longest[:half], longest[half:]) if half else ():
        lists = (*question.lists[:place], part, *question.lists[place + 1 :])
        yield from _accepted(attempt, replace(question, lists=lists), left)


def _query(question: _Question) -> str:
    """Return a query for the places of the candidates that satisfy all conditions together."""
    names = question.columns
    places = [quoted(f"journal place {number}") for number in range(len(names))]
    sources = ", ".join(
        f"(VALUES {', '.join(f'({at}, {candidate.sql})' for at, candidate in enumerate(candidates))}) "
        f"AS {quoted(f'journal {place}')} ({place}, {quoted(name)})"
        for name, candidates, place in zip(names, question.lists, places, strict=True)
    )
    others = "".join(f", {sql} AS {quoted(name)}" for name, sql in _set_by_the_server(question.target, names))
    true = " AND ".join(f"({condition.sql}) IS NOT FALSE" for condition in question.conditions)
    nulls = ", ".join(f"num_nulls({quoted(name)})" for name in names)
    listed = ", ".join(places)
    order = f"{' + '.join(places)}, {listed}"
    return (
        f"SELECT {listed} FROM (SELECT {listed}, row_number() OVER (PARTITION BY {nulls} ORDER BY {order}) AS"  # noqa: S608
        f' "journal turn" FROM (SELECT *{others} FROM {sources}) AS {quoted(question.target.into[1])} WHERE {true}) AS'
        f' "journal solved" WHERE "journal turn" <= {_EACH} ORDER BY {order}'
    )


def _set_by_the_server(target: FillTarget, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the columns that conditions may read and no candidate sets: NULL for a number, a generated expression."""
    for column in target.given:
        if is_numbered(column) and column.name not in names:
            yield column.name, f"NULL::{column.type}"
    for column, sources in target.generated.items():
        if sources <= set(names):
            yield column.name, f"({column.default})::{column.type}"

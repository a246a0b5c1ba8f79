"""Groups of columns that a condition ties together, with the combinations of candidates that the server accepts."""

import math
from collections.abc import Iterator, Sequence
from types import MappingProxyType

from journal.catalog.quoting import literal, quoted
from journal.testdata.attempt import FillAttempt
from journal.testdata.candidates import Candidate, PromisedKeys, ReferredKeys, Unsolvable, candidates_of, read_keys
from journal.testdata.coverage import Shows
from journal.testdata.facts import Reference, RowCondition
from journal.testdata.target import FillTarget, is_numbered

_ENOUGH, _MANY = 3000, 100_000  # combinations that are tested, and how many where none of those is accepted
_EACH = 25  # accepted combinations of each set of NULL columns
_QUERIES = 120  # for one group, where some combinations make the server fail
_PARENT = quoted("journal parent")

Solution = tuple[Candidate, ...]
"""A candidate for each column of a group."""

Group = Sequence[Solution]
"""What the columns of a group can be together, the best first; never empty."""


def find_groups(
    attempt: FillAttempt, target: FillTarget, since: int, promised: PromisedKeys = MappingProxyType({})
) -> tuple[Group, ...]:
    """Return the target's groups. `since`: the number of rows that it has. Raises Unsolvable.

    `promised`: rows that the same statement stores, with that of the target itself.
    """
    keys = read_keys(attempt, target, promised)
    offered = candidates_of(attempt, target, keys, since)
    for column in target.given:
        if column.name in promised.get(target.into, {}):
            text = literal(promised[target.into][column.name])
            offered[column.name] = (Candidate(column.name, f"{text}::{column.type}", Shows.VALUE),)
    conditions = [each for each in _conditions(target, keys, promised) if each.columns]
    tied = {name: frozenset([name]) for name in offered}
    for condition in conditions:
        merged = frozenset[str]().union(*(tied[name] for name in condition.columns))
        tied.update(dict.fromkeys(merged, merged))
    groups = []
    for together in dict.fromkeys(tied.values()):
        lists = [candidates for name, candidates in offered.items() if name in together]
        own = [condition for condition in conditions if together.intersection(condition.columns)]
        groups.append(_solve(attempt, target, lists, own) if own else [*zip(*lists, strict=True)])
        if not groups[-1]:
            reasons = " and ".join(condition.expression for condition in own)
            names = ", ".join(candidates[0].column for candidates in lists)
            raise Unsolvable(f"No values were found for {names} that satisfy {reasons}.")
    return tuple(groups)


def _conditions(target: FillTarget, keys: ReferredKeys, promised: PromisedKeys) -> Iterator[RowCondition]:
    """Yield what a row must satisfy beyond unique keys, with the columns that have candidates."""
    names = frozenset(column.name for column in target.given)
    known = names - {column.name for column in target.given if is_numbered(column)} | target.routing | keys.own

    def condition(columns: Sequence[str] | frozenset[str], expression: str) -> RowCondition:
        return RowCondition("", tuple(known.intersection(columns)), expression)

    for check in target.checks:
        yield condition(check.columns, check.expression)
    for column, sources in target.generated.items():
        if column.not_null:
            yield condition(sources, f"{quoted(column.name)} IS NOT NULL")
    for reference in target.references:
        if reference.table in promised:
            continue  # its only candidate is the promised row
        shared = any(set(each.columns) & set(reference.columns) for each in target.references if each != reference)
        if reference in keys.rooted:
            pairs = zip(reference.columns, reference.referred, strict=True)
            same = " AND ".join(f"{quoted(column)} = {quoted(referred)}" for column, referred in pairs)
            yield condition((*reference.columns, *reference.referred), same)
        elif shared or len(reference.columns) > 1:  # a single column has only candidates that exist
            yield condition(reference.columns, _exists(target, reference))


def _exists(target: FillTarget, reference: Reference) -> str:
    own = [quoted(target.into[1], column) for column in reference.columns]
    pairs = zip(own, reference.referred, strict=True)
    same = " AND ".join(f"{_PARENT}.{quoted(referred)} = {column}" for column, referred in pairs)
    nulls = (" AND " if reference.full else " OR ").join(f"{column} IS NULL" for column in own)
    return f"({nulls}) OR EXISTS (SELECT FROM {reference.source} AS {_PARENT} WHERE {same})"


def _solve(
    attempt: FillAttempt, target: FillTarget, lists: list[Sequence[Candidate]], conditions: Sequence[RowCondition]
) -> Group:
    """Return the combinations that satisfy all conditions, the first of each set of NULL columns."""
    for place, candidates in enumerate(lists) if len(lists) > 1 else ():
        alone = [each for each in conditions if candidates and each.columns == (candidates[0].column,)]
        if alone:
            lists[place] = [one for (one,) in _accepted(attempt, target, [candidates], alone, [_QUERIES])]
    for most in (_ENOUGH, _MANY):
        sizes = [len(candidates) for candidates in lists]
        while math.prod(sizes) > most and max(sizes) > 2:
            sizes[sizes.index(max(sizes))] -= 1
        cut = [candidates[:size] for candidates, size in zip(lists, sizes, strict=True)]
        solutions = [*_accepted(attempt, target, cut, conditions, [_QUERIES])]
        if solutions or cut == lists:
            break
    return solutions


def _accepted(
    attempt: FillAttempt,
    target: FillTarget,
    lists: Sequence[Sequence[Candidate]],
    conditions: Sequence[RowCondition],
    left: list[int],
) -> Iterator[Solution]:
    """Yield the accepted combinations. Where one of them makes the server fail, test the halves of the longest list.

    `left`: how many queries may still run, a list of one number that the calls share.
    """
    if not all(lists) or not left[0]:
        return
    left[0] -= 1
    rows = attempt.rows(_query(target, lists, conditions))
    longest = max(range(len(lists)), key=lambda place: len(lists[place]))
    half = len(lists[longest]) // 2
    if rows is not None:
        yield from (tuple(each[at] for each, at in zip(lists, row, strict=True)) for row in rows)
    elif half:
        for part in (lists[longest][:half], lists[longest][half:]):
            halved = [*lists[:longest], part, *lists[longest + 1 :]]
            yield from _accepted(attempt, target, halved, conditions, left)


def _query(target: FillTarget, lists: Sequence[Sequence[Candidate]], conditions: Sequence[RowCondition]) -> str:
    """Return a query for the places of the candidates that satisfy all conditions together.

    Conditions may read columns without candidates: a number is NULL, and a generated column has its expression.
    """
    names = [candidates[0].column for candidates in lists]
    places = [quoted(f"journal place {number}") for number in range(len(names))]
    sources = ", ".join(
        f"(VALUES {', '.join(f'({at}, {candidate.sql})' for at, candidate in enumerate(candidates))}) "
        f"AS {quoted(f'journal {place}')} ({place}, {quoted(name)})"
        for name, candidates, place in zip(names, lists, places, strict=True)
    )
    numbers = {each: "NULL" for each in target.given if is_numbered(each) and each.name not in names}
    generated = {each: f"({each.default})" for each, needs in target.generated.items() if needs <= set(names)}
    unset = (numbers | generated).items()
    others = "".join(f", {sql}::{column.type} AS {quoted(column.name)}" for column, sql in unset)
    true = " AND ".join(f"({condition.expression}) IS NOT FALSE" for condition in conditions)
    nulls = ", ".join(f"num_nulls({quoted(name)})" for name in names)
    listed = ", ".join(places)
    order = f"{' + '.join(places)}, {listed}"
    return (
        f"SELECT {listed} FROM (SELECT {listed}, row_number() OVER (PARTITION BY {nulls} ORDER BY {order}) AS"  # noqa: S608
        f' "journal turn" FROM (SELECT *{others} FROM {sources}) AS {quoted(target.into[1])} WHERE {true}) AS'
        f' "journal solved" WHERE "journal turn" <= {_EACH} ORDER BY {order}'
    )

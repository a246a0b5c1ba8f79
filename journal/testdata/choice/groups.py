"""The columns that an INSERT gives, in groups that do not bear on each other, with what each group can be."""

from collections.abc import Iterator, Mapping, Sequence

from journal.testdata.choice.group import Group, group
from journal.testdata.choice.judge import Candidates, combinations
from journal.testdata.choice.offers import ExistingValues, Offer, offers
from journal.testdata.demand.conditions import Condition, conditions
from journal.testdata.demand.facts import Facts
from journal.testdata.demand.parents import NOTHING_PROMISED, Promised, parents
from journal.testdata.demand.target import FillTarget
from journal.testdata.trying import FillAttempt


class Unsolvable(Exception):
    """No candidates go together. The text says why."""


def groups(
    trial: FillAttempt, facts: Facts, target: FillTarget, since: int, *, promised: Promised = NOTHING_PROMISED
) -> tuple[Group, ...]:
    """The target's groups. Raises Unsolvable.

    `since`: how many rows the table has; `promised`: keys of rows that will be stored together with this one.
    """
    found = ExistingValues(since, parents(trial, target, promised))
    offered = offers(trial, facts, target, found)
    for name, offer in offered.items():
        if not offer.candidates:
            raise Unsolvable(_nothing(target, name, offer))
    judged = [one for one in conditions(target, found.parents) if one.columns]
    return tuple(_solved(trial, target, names, offered, judged) for names in _together(offered, judged))


def _nothing(target: FillTarget, name: str, offer: Offer) -> str:
    if offer.lacking:
        return f"Its column {name} must refer to {'.'.join(offer.lacking.table)}, which has no rows."
    type_ = next(column.type for column in target.columns if column.name == name)
    return f"No value is known for its column {name} of type {type_}."


def _together(offered: Mapping[str, Offer], judged: Sequence[Condition]) -> Iterator[tuple[str, ...]]:
    """The columns, those that a condition ties together in one."""
    group_of = {name: {name} for name in offered}
    for one in judged:
        merged = set().union(*(group_of[name] for name in one.columns if name in group_of))
        group_of.update(dict.fromkeys(merged, merged))
    seen: set[str] = set()
    for name in offered:
        if name not in seen:
            seen |= group_of[name]
            yield tuple(column for column in offered if column in group_of[name])


def _solved(
    trial: FillAttempt,
    target: FillTarget,
    names: tuple[str, ...],
    offered: Mapping[str, Offer],
    judged: Sequence[Condition],
) -> Group:
    lists = tuple(offered[name].candidates for name in names)
    own = tuple(one for one in judged if one.columns & set(names))
    found = combinations(trial, Candidates(target, names, lists, own)) if own else list(zip(*lists, strict=True))
    if not found:
        said = " and ".join(one.sql for one in own)
        raise Unsolvable(f"No values were found for {', '.join(names)} that satisfy {said}.")
    return group(names, found)

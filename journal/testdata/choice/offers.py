"""What each column of a table could be: values of its type, those of the rows it refers to, its default, NULL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from journal.catalog.quoting import literal
from journal.catalog.values import Column
from journal.testdata.choice.group import NUMBERED, Candidate, Shows
from journal.testdata.demand.facts import Facts, Reference
from journal.testdata.demand.parents import Parents, must, refers_to_itself
from journal.testdata.demand.target import FillTarget, fed, fixed_default
from journal.testdata.making.hints import Hints, all_of, hints_of
from journal.testdata.making.values import Wish, candidates
from journal.testdata.trying import FillAttempt


@dataclass(frozen=True)
class ExistingValues:
    """What a table and those that it refers to have now."""

    rows: int
    parents: Parents


@dataclass(frozen=True)
class Field:
    """A column of a target; `since`: how many rows the table has; `numbered`: the server may number the column."""

    target: FillTarget
    column: Column
    since: int
    numbered: bool


@dataclass(frozen=True)
class Offer:
    """What a column could be. `lacking`: what it would refer to and has no rows."""

    candidates: tuple[Candidate, ...]
    lacking: Reference | None = None


def offers(trial: FillAttempt, facts: Facts, target: FillTarget, found: ExistingValues) -> Mapping[str, Offer]:
    """By column. One that must refer to itself is given its own key, so the server does not number that one."""
    explicit = found.parents.own | target.routing
    return {
        column.name: _offer(
            trial, facts, Field(target, column, found.rows, fed(column) and column.name not in explicit), found
        )
        for column in target.given
    }


def _offer(trial: FillAttempt, facts: Facts, place: Field, state: ExistingValues) -> Offer:
    column, keys = place.column, state.parents.keys
    if column.name in state.parents.given:
        return Offer((_value(column, state.parents.given[column.name]),))
    if place.numbered and not any(column.name in reference.columns for reference in keys):
        return Offer((NUMBERED, *_made_up(trial, facts, place)))
    lacking, texts = None, dict[str, None]()
    for reference, rows in keys.items():
        if column.name in reference.columns:
            where = reference.columns.index(column.name)
            texts |= dict.fromkeys(row[where] for row in rows)
            needs = not rows and must(place.target, reference) and not refers_to_itself(place.target, reference)
            lacking = lacking or (reference if needs else None)
    found = [_value(column, text) for text in texts]
    alone = any(one.columns == (column.name,) and one not in state.parents.rooted for one in keys)
    if not found and not alone:
        found = list(_made_up(trial, facts, place))
    return Offer(_with_others(trial, place, found), lacking)


def _value(column: Column, text: str) -> Candidate:
    return Candidate(f"{literal(text)}::{column.type}", Shows.VALUE)


def _made_up(trial: FillAttempt, facts: Facts, place: Field) -> Sequence[Candidate]:
    """Values of the column's type that the server takes for one."""
    return [_value(place.column, text) for text in _texts(trial, facts, place)]


def _texts(trial: FillAttempt, facts: Facts, place: Field) -> Sequence[str]:
    type_ = facts.types.spelt.get(place.column.type)
    if type_ is None:
        return ()
    wish = Wish(*type_, _hints(place), place.since)
    return trial.valid(place.column.type, candidates(facts.types, wish))


def made_up(trial: FillAttempt, facts: Facts, target: FillTarget, name: str) -> Sequence[str]:
    """Texts that a column of an empty table could be, whatever it refers to."""
    column = next(column for column in target.columns if column.name == name)
    return _texts(trial, facts, Field(target, column, 0, numbered=False))


def _hints(place: Field) -> Hints:
    """What the checks say that look at the column, or at a column made of it."""
    checks = [check for check in place.target.checks if place.column.name in check.columns]
    hints = all_of(hints_of(check.expression) for check in checks)
    return replace(hints, columns=frozenset())


def _with_others(trial: FillAttempt, place: Field, found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """NULL and the default behind the first value, so that they stay when a list is cut."""
    column, others = place.column, []
    if not column.not_null and trial.takes_null(column.type):
        others.append(Candidate(f"NULL::{column.type}", Shows.NULL))
    default = fixed_default(column)
    refers = any(column.name in reference.columns for reference in place.target.references)
    if default and not refers and not default.startswith("NULL::"):
        others.append(Candidate(f"({default})::{column.type}", Shows.DEFAULT))
    return (*found[:1], *others, *found[1:])

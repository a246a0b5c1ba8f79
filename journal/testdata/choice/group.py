"""Columns that have to be chosen together, and what they can be. Values and choices only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

Needs = frozenset[tuple[str, "Shows"]]


class Shows(Enum):
    """What a column of a row lets a migration meet: a value made for trouble, NULL, or its default."""

    VALUE = "value"
    NULL = "null"
    DEFAULT = "default"


@dataclass(frozen=True)
class Candidate:
    """One thing that a column could be, as SQL. The server numbers it itself where this is DEFAULT."""

    sql: str
    shows: Shows


NUMBERED = Candidate("DEFAULT", Shows.VALUE)
"""The next of the column's sequence."""


@dataclass(frozen=True)
class Solution:
    """A candidate for each column of a group."""

    chosen: tuple[Candidate, ...]
    shows: Needs
    nulls: int


@dataclass(frozen=True)
class Group:
    """Columns with what they can be together; `solutions` is never empty."""

    columns: tuple[str, ...]
    solutions: tuple[Solution, ...]
    places: dict[str, int] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", {name: place for place, name in enumerate(self.columns)})

    def sql(self, solution: int, column: str) -> str:
        """What a column is by a solution."""
        return self.solutions[solution].chosen[self.places[column]].sql


def group(columns: tuple[str, ...], rows: Iterable[tuple[Candidate, ...]]) -> Group:
    """A group of these columns with these rows as solutions."""
    return Group(columns, tuple(_solution(columns, row) for row in rows))


def _solution(columns: tuple[str, ...], row: tuple[Candidate, ...]) -> Solution:
    shows = frozenset((name, one.shows) for name, one in zip(columns, row, strict=True))
    return Solution(row, shows, sum(one.shows is Shows.NULL for one in row))

"""What the rows of a table already show to a migration, and what none of them shows yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from journal.catalog.quoting import quoted
from journal.testdata.attempt import FillAttempt
from journal.testdata.facts import TableName
from journal.testdata.target import FillTarget, constant_default, is_numbered

_MOST_ROWS = 1000  # rows of a table that are read
_TABLES = 40  # tables in one query
_COUNTS = 100  # counts in one SELECT: PostgreSQL compares each with all others there
_SMALL = 24  # a larger table gets no more rows so that values repeat


class Shows(Enum):
    """What a column of a row shows to a migration: a value made for trouble, NULL, or its default."""

    VALUE = "value"
    NULL = "null"
    DEFAULT = "default"


Needs = frozenset[tuple[str, Shows]]
"""Columns, each with what a row has to show in it."""


@dataclass(frozen=True)
class Coverage:
    """The number of rows, at most a thousand, and what none of them shows.

    `unrepeated`: the columns in which no two rows agree though they may: a new unique key needs two that do.
    """

    rows: int
    needs: Needs
    unrepeated: Needs

    def lacks(self, rows: int) -> bool:
        """Tell whether there are fewer rows, or something is not shown."""
        return self.rows < rows or bool(self.needs or self.unrepeated)


def coverages(attempt: FillAttempt, targets: Sequence[FillTarget]) -> Mapping[TableName, Coverage]:
    """Return the coverage of each table, in few queries."""
    coverage: dict[TableName, Coverage] = {}
    for start in range(0, len(targets), _TABLES):
        some = targets[start : start + _TABLES]
        query = " UNION ALL ".join(_counts(number, target) for number, target in enumerate(some))
        counts: dict[int, Sequence[int]] = dict(attempt.rows(query) or ())
        coverage |= {target.table: _coverage(target, counts.get(number)) for number, target in enumerate(some)}
    return coverage


def _counts(number: int, target: FillTarget) -> str:
    """Return a query for the number of rows, of values by column, and of different values by column."""
    names = [quoted(column.name) for column in target.given]
    counts = ["count(*)", *(f"count({name})" for name in names), *(f"count(DISTINCT {name}::text)" for name in names)]
    rows = f"SELECT * FROM ONLY {quoted(*target.table)} LIMIT {_MOST_ROWS}"  # noqa: S608 - names in quotes
    parts = (", ".join(counts[start : start + _COUNTS]) for start in range(0, len(counts), _COUNTS))
    arrays = (f"(SELECT ARRAY[{part}] FROM ({rows}) AS looked_at)" for part in parts)  # noqa: S608 - names in quotes
    return f"SELECT {number}, {' OPERATOR(pg_catalog.||) '.join(arrays)}"


def _coverage(target: FillTarget, counts: Sequence[int] | None) -> Coverage:
    """Return the coverage by the counts. A table with rows need not show its defaults: they look like values."""
    given = target.given
    rows, *others = counts or [0] * (2 * len(given) + 1)
    needs, unrepeated = set(), set()
    for column, values, different in zip(given, others[: len(given)], others[len(given) :], strict=True):
        if not values:
            needs.add((column.name, Shows.VALUE))
        if not column.not_null and values == rows and not is_numbered(column):
            needs.add((column.name, Shows.NULL))
        if not rows and constant_default(column):
            needs.add((column.name, Shows.DEFAULT))
        if rows <= _SMALL and different == values and target.may_repeat(column):
            unrepeated.add((column.name, Shows.VALUE))
    return Coverage(rows, frozenset(needs), frozenset(unrepeated))

"""What the rows of a table already show to a migration, and what none of them shows yet."""

from enum import Enum

from journal.catalog.quoting import quoted
from journal.dataclass import dataclass
from journal.testdata.attempt import FillAttempt
from journal.testdata.target import FillTarget, constant_default, is_numbered

_MOST_ROWS = 1000  # rows of a table that are read
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


def coverage_of(attempt: FillAttempt, target: FillTarget) -> Coverage:
    """Read the coverage of a table. A table with rows need not show its defaults: they look like values."""
    texts = "".join(f", {quoted(column.name)}::text" for column in target.given)
    found = attempt.rows(f"SELECT 1{texts} FROM ONLY {quoted(*target.table)} LIMIT {_MOST_ROWS}") or []  # noqa: S608
    needs, unrepeated = set(), set()
    for place, column in enumerate(target.given, 1):
        values = [row[place] for row in found if row[place] is not None]
        if not values:
            needs.add((column.name, Shows.VALUE))
        if not column.not_null and len(values) == len(found) and not is_numbered(column):
            needs.add((column.name, Shows.NULL))
        if not found and constant_default(column):
            needs.add((column.name, Shows.DEFAULT))
        if len(found) <= _SMALL and len({*values}) == len(values) and target.may_repeat(column):
            unrepeated.add((column.name, Shows.VALUE))
    return Coverage(len(found), frozenset(needs), frozenset(unrepeated))

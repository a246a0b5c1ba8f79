"""What a table's rows already let a migration meet, and what is still to be shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from journal.catalog.quoting import quoted
from journal.catalog.values import Column
from journal.testdata.choice.group import Needs, Shows
from journal.testdata.demand.facts import TableName
from journal.testdata.demand.target import FillTarget, fed, fixed_default
from journal.testdata.trying import FillAttempt

_LOOKED_AT = 1000
_AT_ONCE = 40  # tables that one query counts
_TOGETHER = 100  # counts in one SELECT: PostgreSQL compares each with all others there
_SMALL = 24  # a table with more rows than this is not given more so that values repeat


@dataclass(frozen=True)
class Coverage:
    """How many rows there are, at most a thousand, and what none of them shows.

    `lone`: the columns in which no two rows agree though they may, as a new unique key has to find out.
    """

    rows: int
    needs: Needs
    lone: frozenset[str]

    def lacks(self, rows: int) -> bool:
        """Whether there are fewer rows, or something is not shown."""
        return self.rows < rows or bool(self.needs or self.lone)


def coverages(trial: FillAttempt, targets: Sequence[FillTarget]) -> Mapping[TableName, Coverage]:
    """Of each table, in few journeys."""
    found: dict[TableName, Coverage] = {}
    for start in range(0, len(targets), _AT_ONCE):
        some = targets[start : start + _AT_ONCE]
        query = " UNION ALL ".join(_counted(number, target) for number, target in enumerate(some))
        counted: dict[int, Sequence[int]] = dict(trial.rows(query) or ())
        found |= {one.table: _coverage(one, counted.get(number)) for number, one in enumerate(some)}
    return found


def _counted(number: int, target: FillTarget) -> str:
    counts = ["count(*)"]
    counts += [f"count({quoted(column.name)})" for column in target.given]
    counts += [f"count(DISTINCT {quoted(column.name)}::text)" for column in target.given]
    some = f"SELECT * FROM ONLY {quoted(*target.table)} LIMIT {_LOOKED_AT}"  # noqa: S608 - names in quotes
    groups = (counts[start : start + _TOGETHER] for start in range(0, len(counts), _TOGETHER))
    arrays = (f"(SELECT ARRAY[{', '.join(group)}] FROM ({some}) AS looked_at)" for group in groups)  # noqa: S608
    return f"SELECT {number}, {' OPERATOR(pg_catalog.||) '.join(arrays)}"


def _coverage(target: FillTarget, counts: Sequence[int] | None) -> Coverage:
    """A table that has rows need not show its defaults: nobody can tell them from values."""
    given = target.given
    rows, *each = counts or [0] * (2 * len(given) + 1)
    filled = dict(zip(given, each, strict=False))
    different = dict(zip(given, each[len(given) :], strict=True))
    needs = {(column.name, Shows.VALUE) for column in given if not filled[column]}
    needs |= {
        (column.name, Shows.NULL)
        for column in given
        if not column.not_null and filled[column] == rows and not fed(column)
    }
    needs |= {(column.name, Shows.DEFAULT) for column in given if not rows and fixed_default(column)}
    lone = (column.name for column in given if different[column] == filled[column] and _may_repeat(target, column))
    return Coverage(rows, frozenset(needs), frozenset(lone if rows <= _SMALL else ()))


def _may_repeat(target: FillTarget, column: Column) -> bool:
    return not fed(column) and not any(column.name in one.keys for one in target.uniques)

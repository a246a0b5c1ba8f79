"""The story: every table of a temporary database gets a few rows that satisfy all its constraints."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.catalog.values import Schema, Table
from journal.testdata.circle import close_circles
from journal.testdata.coverage import Coverage, coverages
from journal.testdata.demand.facts import Facts, TableName, read_facts
from journal.testdata.demand.order import parents_first
from journal.testdata.demand.target import FillTarget, targets
from journal.testdata.refusal import RejectedRow
from journal.testdata.trying import FillAttempt
from journal.testdata.write import WrittenRows, write

if TYPE_CHECKING:
    from psycopg import Connection

SECONDS = 20.0
"""What all of it may take."""

_SETTINGS = {
    "statement_timeout": "1s", "standard_conforming_strings": "on", "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
}  # fmt: skip
_FOREIGN = RejectedRow("", "It is a foreign table: its rows would be elsewhere.")
_NO_PARTITION = RejectedRow("", "It has no partition that could hold a row.")
_UNTRIED = RejectedRow("", "It was not tried.")


@dataclass(frozen=True)
class Unfilled:
    """A table that has no rows, and why: the last refusal."""

    table: TableName
    refused: RejectedRow


@dataclass(frozen=True)
class FilledTables:
    """How many rows each table got, also from triggers, where it got some, and the tables that have none.

    `without_triggers`: tables whose triggers or rules let no row through, so that theirs were stored without.
    """

    inserted: Mapping[TableName, int]
    unfilled: tuple[Unfilled, ...]
    without_triggers: tuple[TableName, ...] = ()


def fill(connection: "Connection[Any]", schema: Schema, *, rows: int = 3, seconds: float = SECONDS) -> FilledTables:
    """Give each table at least so many rows, and more where these show more: NULL and a value in every column.

    `schema` is what read_schema reads now. The same schema and rows give the same rows: no clock, no chance. Works
    in one transaction, or in a savepoint of the caller's, whose constraints are then checked at once until it ends.
    Triggers fire as for anybody; where triggers or rules let nothing through, a superuser's rows go without them.
    """
    with connection.transaction(), _settings(connection):
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        facts = read_facts(connection)
        trial = FillAttempt(connection, seconds)
        wanted = parents_first(targets(schema, facts))
        before = coverages(trial, wanted)
        written = _write_all(trial, facts, wanted, before, rows)
        return _filled(schema, written, before, coverages(trial, wanted) if written else before)


@contextmanager
def _settings(connection: "Connection[Any]") -> Iterator[None]:
    """What values are written by, and how long a try may take; as before at the end, where it ends well."""
    query = "SELECT pg_catalog.current_setting(%s), pg_catalog.set_config(%s, %s, true)"
    before = {}
    for name, value in _SETTINGS.items():
        row = connection.execute(query, (name, name, value)).fetchone()
        before[name] = row and row[0]
    yield
    for name, old in before.items():
        connection.execute(query, (name, name, old))


def _write_all(
    trial: FillAttempt, facts: Facts, ordered: Sequence[FillTarget], before: Mapping[TableName, Coverage], rows: int
) -> Mapping[TableName, Sequence[WrittenRows]]:
    """Twice round: the second time shows what the first could not, as what it refers to had no rows yet."""
    first = {one.table: write(trial, facts, one, before[one.table], rows) for one in _lacking(ordered, before, rows)}
    if not first:
        return {}
    close_circles(trial, facts, [one for one in ordered if one.table in first and not first[one.table].rows])
    now = coverages(trial, ordered)
    again = [one for one in _lacking(ordered, now, rows) if one.references]
    second = {one.table: write(trial, facts, one, now[one.table], rows) for one in again}
    return {table: [one, second[table]] if table in second else [one] for table, one in first.items()}


def _lacking(ordered: Sequence[FillTarget], covered: Mapping[TableName, Coverage], rows: int) -> Sequence[FillTarget]:
    """Those with too few rows, or with rows that do not show all that they could."""
    lacks = (covered[one.table].lacks(rows) for one in ordered)
    return [one for one, lack in zip(ordered, lacks, strict=True) if lack]


def _filled(
    schema: Schema,
    written: Mapping[TableName, Sequence[WrittenRows]],
    before: Mapping[TableName, Coverage],
    after: Mapping[TableName, Coverage],
) -> FilledTables:
    inserted = {table: coverage.rows - before[table].rows for table, coverage in after.items()}
    empty = {table: _why(written.get(table, ())) for table, coverage in after.items() if not coverage.rows}
    unfilled = sorted((empty | _out_of_reach(schema, after)).items())
    return FilledTables(
        {table: count for table, count in inserted.items() if count},
        tuple(Unfilled(table, refused) for table, refused in unfilled),
        tuple(table for table, each in written.items() if any(one.without_triggers for one in each)),
    )


def _why(written: Sequence[WrittenRows]) -> RejectedRow:
    return next((one.refused for one in reversed(written) if one.refused), _UNTRIED)


def _out_of_reach(schema: Schema, covered: Mapping[TableName, Coverage]) -> dict[TableName, RejectedRow]:
    """Tables that cannot have rows of their own, and whose parts have none either."""
    found = {}
    holding = _holding(schema, [table for table, coverage in covered.items() if coverage.rows])
    for one in schema.by_kind.get("table", ()):
        if isinstance(one, Table) and (one.schema, one.name) not in holding:
            if one.foreign:
                found[one.schema, one.name] = _FOREIGN
            elif one.partition_key:
                found[one.schema, one.name] = _NO_PARTITION
    return found


def _holding(schema: Schema, tables: Sequence[TableName]) -> set[TableName]:
    """These tables, and what they are parts of."""
    found: set[TableName] = set()
    waiting = list(tables)
    while waiting:
        table = waiting.pop()
        one = schema.objects.get(("table", *table))
        if table not in found and isinstance(one, Table):
            found.add(table)
            waiting += one.parents if one.bound is not None else ()
    return found

"""Give every table of a temporary database a few rows that satisfy all its constraints."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import quoted
from journal.catalog.values import Schema
from journal.testdata.attempt import FillAttempt, RejectedRow
from journal.testdata.circles import close_circles
from journal.testdata.coverage import coverages
from journal.testdata.facts import TableName, read_facts
from journal.testdata.rows import WrittenRows, write_rows
from journal.testdata.target import find_targets, tables_of

if TYPE_CHECKING:
    from psycopg import Connection

SECONDS = 20.0
"""The time budget for all tables."""

_SETTINGS = {
    "statement_timeout": "1s", "standard_conforming_strings": "on", "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
}  # fmt: skip
_UNTRIED = RejectedRow("", "It was not tried.")


@dataclass(frozen=True)
class Unfilled:
    """A table that has no rows, and the last rejection."""

    table: TableName
    rejected: RejectedRow


@dataclass(frozen=True)
class FilledTables:
    """How many rows each table got, also from triggers, and the tables that have none.

    `without_triggers`: tables whose triggers or rules let no row through, so that theirs were stored without them.
    """

    inserted: Mapping[TableName, int]
    unfilled: tuple[Unfilled, ...]
    without_triggers: tuple[TableName, ...] = ()


def fill(connection: "Connection[Any]", schema: Schema, *, rows: int = 3, seconds: float = SECONDS) -> FilledTables:
    """Give each table at least `rows` rows, and more where these show more: NULL and a value in every column.

    `schema` is the current schema, by read_schema. The same schema and number give the same rows: there is no clock
    and no chance. Works in one transaction, or in a savepoint of the caller's, whose constraints are then immediate
    until it ends. Triggers fire; where triggers or rules let nothing through, a superuser's rows are stored without
    them.
    """
    with connection.transaction(), _settings(connection):
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        facts = read_facts(connection)
        attempt, targets = FillAttempt(connection, facts, seconds), find_targets(schema, facts)
        before = after = coverages(attempt, targets)
        written: dict[TableName, list[WrittenRows]] = {target.table: [] for target in targets}
        for again in (False, True):  # again, foreign keys find the rows of tables that came later
            lacking = [each for each in targets if after[each.table].lacks(rows) and (each.references or not again)]
            for target in lacking:
                written[target.table].append(write_rows(attempt, target, after[target.table], rows))
            after = coverages(attempt, targets) if lacking else after
            empty = [each for each in targets if not after[each.table].rows]
            if empty and not again:
                close_circles(attempt, empty)
                after = coverages(attempt, targets)
        reasons = {table: each.rejected for table, results in written.items() for each in results if each.rejected}
        unfilled = {table: reasons.get(table, _UNTRIED) for table, coverage in after.items() if not coverage.rows}
        unfilled |= _without_own_rows(attempt, schema)
    inserted = {table: coverage.rows - before[table].rows for table, coverage in after.items()}
    return FilledTables(
        {table: count for table, count in inserted.items() if count},
        tuple(Unfilled(table, rejected) for table, rejected in sorted(unfilled.items(), key=lambda item: item[0])),
        tuple(table for table, results in written.items() if any(result.without_triggers for result in results)),
    )


@contextmanager
def _settings(connection: "Connection[Any]") -> Iterator[None]:
    """Set how values are written and how long a statement may take; restore the settings unless the block fails."""
    query = "SELECT pg_catalog.current_setting(%s), pg_catalog.set_config(%s, %s, true)"
    before = {}
    for name, value in _SETTINGS.items():
        row = connection.execute(query, (name, name, value)).fetchone()
        before[name] = row and row[0]
    yield
    for name, old in before.items():
        connection.execute(query, (name, name, old))


def _without_own_rows(attempt: FillAttempt, schema: Schema) -> dict[TableName, RejectedRow]:
    """Return the foreign tables, and the partitioned ones of which no partition has rows."""
    empty = {}
    for name, table in tables_of(schema).items():
        if table.foreign:
            empty[name] = RejectedRow("", "It is a foreign table: its rows would be elsewhere.")
        elif table.partition_key and not attempt.rows(f"SELECT 1 FROM {quoted(*name)} LIMIT 1"):  # noqa: S608
            empty[name] = RejectedRow("", "It has no partition that could hold a row.")
    return empty

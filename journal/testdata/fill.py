"""Give every table of a temporary database a few rows that satisfy all its constraints."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import quoted
from journal.catalog.values import Schema
from journal.dataclass import dataclass
from journal.testdata.attempt import FillAttempt, RejectedRow
from journal.testdata.candidates import Unsolvable, typed_texts
from journal.testdata.coverage import coverage_of
from journal.testdata.facts import TableName, read_facts
from journal.testdata.groups import find_groups
from journal.testdata.rows import WrittenRows, fullest, insert_of, write_rows
from journal.testdata.target import FillTarget, find_targets, tables_of

if TYPE_CHECKING:
    from psycopg import Connection

SECONDS = 20.0
"""The time budget for all tables."""

_SETTINGS = {
    "statement_timeout": "1s", "standard_conforming_strings": "on", "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
}  # fmt: skip
_KEYS = 6  # keys that are tried for each table
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
        before = {target.table: coverage_of(attempt, target).rows for target in targets}
        written: dict[TableName, list[WrittenRows]] = {target.table: [] for target in targets}
        for again in (False, True):  # again, foreign keys find the rows of tables that came later
            for target in (each for each in targets if each.references or not again):
                written[target.table].append(write_rows(attempt, target, rows))
            if not again:
                _close_circles(attempt, [target for target in targets if not coverage_of(attempt, target).rows])
        after = {target.table: coverage_of(attempt, target).rows for target in targets}
        reasons = {table: each.rejected for table, results in written.items() for each in results if each.rejected}
        unfilled = {table: reasons.get(table, _UNTRIED) for table, count in after.items() if not count}
        unfilled |= _without_own_rows(attempt, schema)
    return FilledTables(
        {table: count - before[table] for table, count in after.items() if count > before[table]},
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


def _close_circles(attempt: FillAttempt, empty: Sequence[FillTarget]) -> None:
    """Store one row in each of these tables that needs itself through others, with all that it needs.

    One statement stores them: PostgreSQL checks a foreign key at its end, however many tables it writes to.
    """
    by_name = {target.into: target for target in reversed(empty)}
    needed = {
        name: {reference.table for reference in target.references if target.requires(reference)} & by_name.keys()
        for name, target in by_name.items()
    }
    stored: set[TableName] = set()
    for name in sorted(by_name):
        circle: list[TableName] = sorted(needed[name])
        for other in circle:
            circle += sorted(needed[other].difference(circle))
        if name not in circle or len(circle) < 2 or stored.intersection(circle):
            continue
        for number in range(_KEYS):
            statement = _insert_together(attempt, [by_name[other] for other in circle], number)
            if statement is None or attempt.over or attempt.insert(statement) is None:
                stored.update(circle)
                break


def _insert_together(attempt: FillAttempt, circle: Sequence[FillTarget], number: int) -> str | None:
    """Return the statement that stores a row in each, with their keys of that number; None without values for one."""
    promised: dict[TableName, Mapping[str, str]] = {}
    try:
        for target in circle:
            references = [each for other in circle for each in other.references if each.table == target.into]
            referred = {name for reference in references for name in reference.referred}
            texts = {each.name: typed_texts(attempt, target, each, 0) for each in target.given if each.name in referred}
            if texts.keys() != referred or not all(texts.values()):
                return None  # a column that others refer to has no values
            promised[target.into] = {name: values[number % len(values)] for name, values in texts.items()}
        *first, last = [insert_of(target, fullest(find_groups(attempt, target, 0, promised))) for target in circle]
    except Unsolvable:
        return None
    parts = ", ".join(f'"journal {place}" AS ({insert})' for place, insert in enumerate(first))
    return f"WITH {parts} {last}"

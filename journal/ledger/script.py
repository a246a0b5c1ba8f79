"""The SQL of our writes to a ledger, with every value in it: what is printed is what is sent. Nothing here connects."""

from collections.abc import Sequence
from dataclasses import dataclass

from journal.catalog.quoting import quoted
from journal.connect.pins import PATH
from journal.escape import escape_string, one_line
from journal.ledger.drizzle import LedgerRow
from journal.ledger.lock import LOCK_KEY
from journal.ledger.repair import RowChange
from journal.project.settings import Ledger

BACKUP = "__drizzle_migrations_backup_"
_RESTORE_ROW = "INSERT INTO {table} SELECT * FROM {copy} WHERE id = {id}"
_INSERT = """INSERT INTO {table} ({columns})
SELECT {columns} FROM (VALUES
  {rows}
) AS stamped (number, {columns})
WHERE NOT EXISTS (SELECT FROM {table} AS present
  WHERE present.hash = stamped.hash AND present.created_at = stamped.created_at)
ORDER BY number"""
_DELETE = "DELETE FROM {table} WHERE {unchanged}"
_UPDATE = "UPDATE {table} SET {sets} WHERE {unchanged}"


@dataclass(frozen=True)
class LedgerStatement:
    """A statement without its semicolon. `rows`: how many it has to touch; None if it touches none."""

    text: str
    rows: int | None = None


@dataclass(frozen=True)
class LedgerScript:
    """One transaction. After `opening`, which ends with the locks, the ledger is read once more; then the `changes`."""

    opening: tuple[str, ...]
    changes: tuple[LedgerStatement, ...]

    @property
    def text(self) -> str:
        """The whole transaction for psql."""
        statements = [*self.opening, *(change.text for change in self.changes), "COMMIT"]
        return "".join(f"{statement};\n" for statement in statements)


@dataclass(frozen=True)
class LedgerPlace:
    """Where a ledger is. `schema` and `table`: whether they exist; `named`: whether it has 1.0's columns."""

    ledger: Ledger
    schema: bool = True
    table: bool = True
    named: bool = False

    @property
    def name(self) -> str:
        """The table's name in SQL."""
        return quoted(self.ledger.schema, self.ledger.table)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read and written."""
        return ("id", "hash", "created_at", "name") if self.named else ("id", "hash", "created_at")


def stamp_script(place: LedgerPlace, rows: Sequence[LedgerRow], ledger_lock_timeout: float) -> LedgerScript:
    """Create what is missing as drizzle-orm 0.x does, and insert the rows in order. The timeout is in seconds."""
    return LedgerScript(
        _opening(place, ledger_lock_timeout), (*create_statements(place), insert_statement(place, rows))
    )


def repair_script(
    place: LedgerPlace, changes: Sequence[RowChange], backup: str, ledger_lock_timeout: float
) -> LedgerScript:
    """Copy the table, then make the changes, each to one row that is still as it was read."""
    copy = f"CREATE TABLE {quoted(place.ledger.schema, backup)} AS TABLE {place.name}"
    changed = (_change_statement(place, change) for change in changes)
    return LedgerScript(_opening(place, ledger_lock_timeout), (LedgerStatement(copy), *changed))


def undo_script(
    place: LedgerPlace, changes: Sequence[RowChange], backup: str, ledger_lock_timeout: float
) -> LedgerScript:
    """Undo the changes in reverse order. A removed row is inserted from the copy, with all its columns."""
    undone = []
    for change in reversed(changes):
        if change.after is None:
            copy = quoted(place.ledger.schema, backup)
            text = _RESTORE_ROW.format(table=place.name, copy=copy, id=_literal(change.before.id))
            undone.append(LedgerStatement(text, 1))
        else:
            undone.append(_change_statement(place, RowChange(change.after, change.before, change.tag)))
    return LedgerScript(_opening(place, ledger_lock_timeout), tuple(undone))


def create_statements(place: LedgerPlace) -> tuple[LedgerStatement, ...]:
    """Return the statements that create the schema and the table where they are missing."""
    columns = "(id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)"
    schema = [] if place.schema else [LedgerStatement(f"CREATE SCHEMA {quoted(place.ledger.schema)}")]
    return (*schema, *([] if place.table else [LedgerStatement(f"CREATE TABLE {place.name} {columns}")]))


def insert_statement(place: LedgerPlace, rows: Sequence[LedgerRow]) -> LedgerStatement:
    """Return the INSERT of rows that are not there yet, so the script may be run twice."""
    names = [column for column in place.columns if column != "id"]
    columns = ", ".join(map(quoted, names))
    lines = [[number, *(getattr(row, name) for name in names)] for number, row in enumerate(rows, 1)]
    values = ",\n  ".join(f"({', '.join(map(_literal, line))})" for line in lines)
    return LedgerStatement(_INSERT.format(table=place.name, columns=columns, rows=values), len(rows))


def _opening(place: LedgerPlace, ledger_lock_timeout: float) -> tuple[str, ...]:
    # READ COMMITTED, so that a read after the locks sees what was committed before they were granted.
    texts = [
        "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED",
        f"SET LOCAL search_path = {PATH}",  # in psql, too: an operator of the database's owner would run there
        f"SET LOCAL lock_timeout = '{max(1, round(ledger_lock_timeout * 1000))}ms'",
        f"SELECT pg_catalog.pg_advisory_xact_lock({LOCK_KEY})",
    ]
    if place.table:
        # Drizzle takes no lock, but its INSERT has to wait for this one.
        texts.append(f"LOCK TABLE {place.name} IN SHARE ROW EXCLUSIVE MODE")
    return tuple(texts)


def _change_statement(place: LedgerPlace, change: RowChange) -> LedgerStatement:
    old, new = change.before, change.after
    values = {name: getattr(old, name) for name in place.columns}
    unchanged = " AND ".join(
        f"{quoted(name)} IS NULL" if value is None else f"{quoted(name)} = {_literal(value)}"
        for name, value in values.items()
    )
    if new is None:
        return LedgerStatement(_DELETE.format(table=place.name, unchanged=unchanged), 1)
    sets = ", ".join(
        f"{quoted(name)} = {_literal(getattr(new, name))}" for name in values if values[name] != getattr(new, name)
    )
    return LedgerStatement(_UPDATE.format(table=place.name, sets=sets, unchanged=unchanged), 1)


def _literal(value: object) -> str:
    """Return a value in SQL that reads the same wherever the script is printed: control characters are escaped."""
    from psycopg import sql

    if isinstance(value, str) and one_line(value) != value:
        return escape_string(value)
    return sql.Literal(value).as_string(None)

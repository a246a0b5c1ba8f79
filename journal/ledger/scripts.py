"""The SQL of our writes to a ledger, with every value in it: what is printed for psql and sent by `write.py`. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum

from journal.catalog.quoting import quoted
from journal.connect.pins import PATH
from journal.connect.session import LOCK_KEY
from journal.connect.timeouts import ledger_timeouts, setting_of
from journal.dataclass import dataclass
from journal.escape import escape_string, one_line
from journal.ledger.columns import ADDED_BY_1, READABLE, LedgerRow
from journal.project.settings import Ledger

_RESTORE_ROW = "INSERT INTO {table} SELECT * FROM {copy} WHERE id = {id}"
_COPY = "CREATE TABLE {copy} AS SELECT * FROM {table}"
_DELETE = "DELETE FROM {table} WHERE {unchanged}"
_TAKE_BACK = "DELETE FROM {table} WHERE hash = {hash} AND created_at = {when}"
_UPDATE = "UPDATE {table} SET {sets} WHERE {unchanged}"
COLUMNS_OF_1 = ("name text", "applied_at timestamp with time zone DEFAULT pg_catalog.now()")
"""What drizzle-orm 1.0 adds to the columns of 0.x."""
NAMES_OF_1 = tuple(column.split(" ")[0] for column in COLUMNS_OF_1)
_ADDED = tuple(column.partition(" DEFAULT ")[0] for column in COLUMNS_OF_1)
"""The same without the default: the rows that are there have no time, as after the upgrade of drizzle-orm."""
_INSERT = """INSERT INTO {table} ({columns})
SELECT {columns} FROM (VALUES
  {rows}
) AS stamped (number, {columns})
WHERE NOT EXISTS (SELECT FROM {table} AS present
  WHERE {same})
ORDER BY number"""
_SAME = "present.hash = stamped.hash AND present.created_at = stamped.created_at"
_SAME_NAME = "present.name = stamped.name"


class TwoColumns(Enum):
    """What happens to the columns that 1.0 adds."""

    STAY = "stay"
    ADDED = "added"
    DROPPED = "dropped"


@dataclass(frozen=True)
class RowChange:
    """One row, before and after; `after` is None for a row that is removed."""

    before: LedgerRow
    after: LedgerRow | None
    tag: str


@dataclass(frozen=True)
class LedgerStatement:
    """A statement without its semicolon. `rows`: how many it has to touch; None if it touches none.

    `table`: the schema and the name of the table that it writes to, or copies; None for what it creates.
    """

    text: str
    rows: int | None = None
    table: tuple[str, str] | None = None


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

    @property
    def tables(self) -> tuple[tuple[str, str], ...]:
        """The tables that it writes to or copies, each once."""
        return tuple(dict.fromkeys(change.table for change in self.changes if change.table))


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
        return quoted(*self.words)

    @property
    def words(self) -> tuple[str, str]:
        """The names of the schema and the table."""
        return self.ledger.schema, self.ledger.table

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read and written."""
        return tuple(name for name in READABLE if self.named or name not in ADDED_BY_1)


def stamp_script(place: LedgerPlace, rows: Sequence[LedgerRow], ledger_lock_timeout: float) -> LedgerScript:
    """Create what is missing as drizzle-orm 0.x does, and insert the rows in order. The timeout is in seconds."""
    return _script(place, ledger_lock_timeout, [*create_statements(place), insert_statement(place, rows)])


def repair_scripts(
    place: LedgerPlace, changes: Sequence[RowChange], backup: str, ledger_lock_timeout: float
) -> tuple[LedgerScript, LedgerScript]:
    """Copy the table, then make the changes, each to one row that is still as it was read. The second undoes it.

    It does so in reverse order, and inserts a removed row from the copy, with all its columns.
    """
    copy, undone = quoted(place.ledger.schema, backup), list[LedgerStatement]()
    for change in reversed(changes):
        if change.after is None:
            text = _RESTORE_ROW.format(table=place.name, copy=copy, id=literal(change.before.id))
            undone.append(LedgerStatement(text, 1, place.words))
        else:
            undone.append(change_statement(place, RowChange(change.after, change.before, change.tag)))
    copied = copy_statement(place.words, backup)
    changed = [copied, *(change_statement(place, change) for change in changes)]
    return _script(place, ledger_lock_timeout, changed), _script(place, ledger_lock_timeout, undone)


def replace_scripts(
    place: LedgerPlace, gone: Sequence[LedgerRow], new: Sequence[LedgerRow], backup: str, ledger_lock_timeout: float
) -> tuple[LedgerScript, LedgerScript]:
    """Copy the table, then remove rows, and insert others. The second script undoes it."""
    return change_scripts(place, [RowChange(row, None, "") for row in gone], new, backup, ledger_lock_timeout)


def change_scripts(  # noqa: PLR0913, PLR0917 - a table, and each kind of change
    place: LedgerPlace,
    rows: Sequence[RowChange],
    new: Sequence[LedgerRow],
    backup: str,
    ledger_lock_timeout: float,
    columns: TwoColumns = TwoColumns.STAY,
) -> tuple[LedgerScript, LedgerScript]:
    """Copy the table and change rows, where there are any to change; then insert others. The second undoes it.

    With `columns`, `place` is named.
    """
    changed, undone = repair_scripts(place, rows, backup, ledger_lock_timeout)
    done = changed.changes if rows else create_statements(place) if new else ()
    inserted = (insert_statement(place, new),) if new else ()
    undo = (*_taken_back(place, new), *undone.changes)
    adds = tuple(LedgerStatement(f"ALTER TABLE {place.name} ADD COLUMN {one}") for one in _ADDED)
    default = LedgerStatement(f"ALTER TABLE {place.name} ALTER COLUMN applied_at SET DEFAULT pg_catalog.now()")
    drops = tuple(LedgerStatement(f"ALTER TABLE {place.name} DROP COLUMN {one}") for one in NAMES_OF_1)
    if columns is TwoColumns.ADDED:
        copied, *updates = changed.changes
        done, undo = (copied, *adds, default, *updates), (*undo, *drops)
    elif columns is TwoColumns.DROPPED:
        done, undo = (*changed.changes, *drops), (*adds, default, *undo)
    return replace(changed, changes=(*done, *inserted)), replace(undone, changes=undo)


def move_scripts(
    place: LedgerPlace, rows: Sequence[LedgerRow], target: LedgerPlace, backup: str, ledger_lock_timeout: float
) -> tuple[LedgerScript, LedgerScript]:
    """Copy the table, then move rows to another ledger, which is made where it is missing. The second undoes it."""
    removed, undone = repair_scripts(place, [RowChange(row, None, "") for row in rows], backup, ledger_lock_timeout)
    copied, *deleted = removed.changes
    changes = (copied, *create_statements(target), insert_statement(target, rows), *deleted)
    taken = _taken_back(target, rows)
    return replace(removed, changes=changes), replace(undone, changes=(*taken, *undone.changes))


def _taken_back(place: LedgerPlace, rows: Sequence[LedgerRow]) -> tuple[LedgerStatement, ...]:
    """Return the statements that remove inserted rows, whose ids are the server's."""
    texts = (
        _TAKE_BACK.format(table=place.name, hash=literal(row.hash), when=literal(row.created_at))
        for row in reversed(rows)
    )
    return tuple(LedgerStatement(text, 1, place.words) for text in texts)


def create_statements(place: LedgerPlace) -> tuple[LedgerStatement, ...]:
    """Return the statements that create the schema and the table where they are missing."""
    more = "".join(f", {column}" for column in COLUMNS_OF_1) if place.named else ""
    columns = f"(id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint{more})"
    schema = [] if place.schema else [LedgerStatement(f"CREATE SCHEMA {quoted(place.ledger.schema)}")]
    return (*schema, *([] if place.table else [LedgerStatement(f"CREATE TABLE {place.name} {columns}")]))


def insert_statement(place: LedgerPlace, rows: Sequence[LedgerRow]) -> LedgerStatement:
    """Return the INSERT of rows that are not there yet, so the script may be run twice."""
    names = [column for column in place.columns if column != "id"]
    columns = ", ".join(map(quoted, names))
    lines = [[number, *(getattr(row, name) for name in names)] for number, row in enumerate(rows, 1)]
    values = ",\n  ".join(f"({', '.join(map(literal, line))})" for line in lines)
    same = _SAME_NAME if place.named and all(row.name for row in rows) else _SAME
    text = _INSERT.format(table=place.name, columns=columns, rows=values, same=same)
    return LedgerStatement(text, len(rows), place.words)


def copy_statement(table: tuple[str, str], name: str) -> LedgerStatement:
    """Return the statement that copies a table into a new one beside it; a condition can be added to it."""
    return LedgerStatement(_COPY.format(copy=quoted(table[0], name), table=quoted(*table)), table=table)


def _script(place: LedgerPlace, ledger_lock_timeout: float, changes: Sequence[LedgerStatement]) -> LedgerScript:
    timeouts = ledger_timeouts(ledger_lock_timeout)
    # READ COMMITTED, so that a read after the locks sees what was committed before they were granted.
    opening = [
        "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED",
        f"SET LOCAL search_path = {PATH}",  # in psql, too: an operator of the database's owner would run there
        f"SET LOCAL lock_timeout = '{setting_of(timeouts.lock)}'",
        # The wait for a lock is part of the statement's time, and the session's own limit would end it.
        f"SET LOCAL statement_timeout = '{setting_of(timeouts.longest)}'",
        f"SELECT pg_catalog.pg_advisory_xact_lock({LOCK_KEY})",
    ]
    if place.table:
        # Drizzle takes no lock, but its INSERT has to wait for this one.
        opening.append(f"LOCK TABLE {place.name} IN SHARE ROW EXCLUSIVE MODE")
    return LedgerScript(tuple(opening), tuple(changes))


def change_statement(place: LedgerPlace, change: RowChange) -> LedgerStatement:
    """Return the UPDATE or DELETE of one row, as long as it is as it was read."""
    old, new = change.before, change.after
    values = {name: getattr(old, name) for name in place.columns}
    unchanged = " AND ".join(
        f"{quoted(name)} IS NULL" if value is None else f"{quoted(name)} = {literal(value)}"
        for name, value in values.items()
    )
    if new is None:
        return LedgerStatement(_DELETE.format(table=place.name, unchanged=unchanged), 1, place.words)
    sets = ", ".join(
        f"{quoted(name)} = {literal(getattr(new, name))}" for name in values if values[name] != getattr(new, name)
    )
    return LedgerStatement(_UPDATE.format(table=place.name, sets=sets, unchanged=unchanged), 1, place.words)


def literal(value: object) -> str:
    """Return a value in SQL that reads the same wherever the script is printed: control characters are escaped."""
    from psycopg import sql

    if isinstance(value, str) and one_line(value) != value:
        return escape_string(value)
    return sql.Literal(value).as_string(None)

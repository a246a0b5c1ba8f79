"""WRITE. The SQL of our writes to a ledger, with every value in it, and the one transaction that runs it.

What is printed is what is sent.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import quoted
from journal.connect.pins import PATH
from journal.connect.relation_safety import WRITES
from journal.connect.session import LOCK_KEY, commit, database_lock, server_message, writing
from journal.connect.target import Target, connected
from journal.connect.timeouts import ledger_timeouts, setting_of
from journal.dataclass import dataclass
from journal.errors import JournalError, LedgerUnpredictable, Locked, Wait
from journal.escape import escape_string, one_line
from journal.ledger.columns import ADDED_BY_1, READABLE, LedgerRow
from journal.ledger.read import LiveLedger, read_ledger
from journal.project.settings import Ledger

if TYPE_CHECKING:
    from psycopg import Connection

_RESTORE_ROW = "INSERT INTO {table} SELECT * FROM {copy} WHERE id = {id}"
_DELETE = "DELETE FROM {table} WHERE {unchanged}"
_TAKE_BACK = "DELETE FROM {table} WHERE hash = {hash} AND created_at = {when}"
_UPDATE = "UPDATE {table} SET {sets} WHERE {unchanged}"
_INSERT = """INSERT INTO {table} ({columns})
SELECT {columns} FROM (VALUES
  {rows}
) AS stamped (number, {columns})
WHERE NOT EXISTS (SELECT FROM {table} AS present
  WHERE present.hash = stamped.hash AND present.created_at = stamped.created_at)
ORDER BY number"""


@dataclass(frozen=True)
class RowChange:
    """One row, before and after; `after` is None for a row that is removed."""

    before: LedgerRow
    after: LedgerRow | None
    tag: str


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
            text = _RESTORE_ROW.format(table=place.name, copy=copy, id=_literal(change.before.id))
            undone.append(LedgerStatement(text, 1))
        else:
            undone.append(change_statement(place, RowChange(change.after, change.before, change.tag)))
    copied = LedgerStatement(f"CREATE TABLE {copy} AS TABLE {place.name}")
    changed = [copied, *(change_statement(place, change) for change in changes)]
    return _script(place, ledger_lock_timeout, changed), _script(place, ledger_lock_timeout, undone)


def replace_scripts(
    place: LedgerPlace, gone: Sequence[LedgerRow], new: Sequence[LedgerRow], backup: str, ledger_lock_timeout: float
) -> tuple[LedgerScript, LedgerScript]:
    """Copy the table, then remove rows, and insert others. The second script undoes it."""
    removed, undone = repair_scripts(place, [RowChange(row, None, "") for row in gone], backup, ledger_lock_timeout)
    taken = tuple(  # the ids of the new rows are the server's
        LedgerStatement(_TAKE_BACK.format(table=place.name, hash=_literal(row.hash), when=_literal(row.created_at)), 1)
        for row in reversed(new)
    )
    changes = [*removed.changes, *([insert_statement(place, new)] if new else [])]
    return replace(removed, changes=tuple(changes)), replace(undone, changes=(*taken, *undone.changes))


def move_scripts(
    place: LedgerPlace, rows: Sequence[LedgerRow], target: LedgerPlace, backup: str, ledger_lock_timeout: float
) -> tuple[LedgerScript, LedgerScript]:
    """Copy the table, then move rows to another ledger, which is made where it is missing. The second undoes it."""
    removed, undone = repair_scripts(place, [RowChange(row, None, "") for row in rows], backup, ledger_lock_timeout)
    made = [*create_statements(target)]
    if target.named and not target.table:
        made.append(LedgerStatement(f"ALTER TABLE {target.name} ADD COLUMN name text"))
        made.append(LedgerStatement(f"ALTER TABLE {target.name} ADD COLUMN applied_at timestamptz DEFAULT now()"))
    copied, *deleted = removed.changes
    changes = (copied, *made, insert_statement(target, rows), *deleted)
    taken = tuple(
        LedgerStatement(_TAKE_BACK.format(table=target.name, hash=_literal(row.hash), when=_literal(row.created_at)), 1)
        for row in reversed(rows)
    )
    return replace(removed, changes=changes), replace(undone, changes=(*taken, *undone.changes))


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


class LedgerChanged(JournalError):
    """The ledger is not as it was when it was read; nothing was written."""

    code = "ledger-changed"


class WriteRefused(JournalError):
    """The server refused our statement."""

    code = "write-refused"


def write_ledger(
    connection: "Connection[Any]",
    script: LedgerScript,
    ledger: Ledger,
    expected: LiveLedger,
    after: Sequence[LedgerRow],
) -> None:
    """Run the script on a connection in autocommit mode.

    `expected` is the ledger that it was made for, `after` its rows once it is written; their ids may differ.

    Raises LedgerChanged if the ledger is another by now, LedgerUnpredictable if a trigger or the like changes the
    effect, Locked if it cannot be locked in time, WriteRefused; nothing is written then. Raises OutcomeUnknown.
    """
    try:
        _change(connection, script, ledger, expected)
        if _values(read_ledger(connection, ledger, WRITES).rows) != _values(after):
            raise _altered(ledger, expected)
        commit(connection)
    finally:
        if not connection.closed:
            connection.rollback()


def _change(connection: "Connection[Any]", script: LedgerScript, ledger: Ledger, expected: LiveLedger) -> None:
    encoding = connection.info.encoding
    for text in script.opening:
        connection.execute(text.encode(encoding))
    if read_ledger(connection, ledger, WRITES) != expected:
        raise _changed(ledger)
    for statement in script.changes:
        done = connection.execute(statement.text.encode(encoding))
        if statement.rows is not None and done.rowcount != statement.rows:
            raise _altered(ledger, expected) if expected.shape.odd else _changed(ledger)
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")  # deferred triggers run now, before the rows are read


@contextmanager
def ledger_session(target: Target, ledger_lock_timeout: float, *, write: bool) -> "Iterator[Connection[Any]]":
    """Open a session; to `write`, hold our lock in it from before the first read to after the last write.

    Raises Locked, or WriteRefused for a driver error.
    """
    import psycopg

    try:
        with ExitStack() as stack:
            connection = stack.enter_context((writing if write else connected)(target))
            if write:
                stack.enter_context(database_lock(connection, seconds=ledger_lock_timeout))
            yield connection
    except psycopg.errors.LockNotAvailable:
        raise Locked(
            "The ledger is locked by another session, such as a running drizzle-kit migrate.",
            hint="Wait for it to end.",
            waited=Wait.LEDGER,
        ) from None
    except psycopg.Error as error:
        raise WriteRefused(f"The database stopped this: {server_message(error)}. Nothing was written.") from None


def _values(rows: Sequence[LedgerRow]) -> "Counter[tuple[object, ...]]":
    return Counter((row.hash, row.created_at, row.name) for row in rows)


def _altered(ledger: Ledger, expected: LiveLedger) -> LedgerUnpredictable:
    why = f"It has {expected.shape.odd[0]}, unlike Drizzle's own. " if expected.shape.odd else ""
    return LedgerUnpredictable(
        f"The rows of {ledger.schema}.{ledger.table} were not what was written, so nothing was committed.",
        hint=f"{why}Drop what changes or deletes its rows, and try again.",
    )


def _changed(ledger: Ledger) -> LedgerChanged:
    return LedgerChanged(
        f"Another session changed the ledger {ledger.schema}.{ledger.table} in the meantime; nothing was written.",
        hint="Look at the plan again: the same command with --dry-run.",
    )

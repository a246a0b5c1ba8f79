"""The SQL of our writes to a ledger, with every value in it: what is printed is what is sent. Nothing here connects."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString

from journal.connect.pins import PATH
from journal.escape import escape_string, one_line
from journal.ledger.drizzle import LedgerRow
from journal.ledger.lock import LOCK_KEY
from journal.ledger.repair import RowChange
from journal.project.settings import Ledger

if TYPE_CHECKING:
    from psycopg import sql

BACKUP = "__drizzle_migrations_backup_"


@dataclass(frozen=True)
class LedgerStatement:
    """A statement without its semicolon. `rows`: how many it has to touch; None where it touches none."""

    text: str
    rows: int | None = None


@dataclass(frozen=True)
class LedgerScript:
    """One transaction. After `opening`, which ends with the locks, the ledger is read once more; then the `changes`."""

    opening: tuple[str, ...]
    changes: tuple[LedgerStatement, ...]

    @property
    def text(self) -> str:
        """The whole of it for psql."""
        return "".join(f"{text};\n" for text in [*self.opening, *(one.text for one in self.changes), "COMMIT"])


@dataclass(frozen=True)
class LedgerPlace:
    """Where a ledger is. `schema` and `table`: whether they are there; `named`: whether it has 1.0's columns."""

    ledger: Ledger
    schema: bool = True
    table: bool = True
    named: bool = False

    @property
    def name(self) -> "sql.Identifier":
        """The table's name, as it is put into SQL."""
        return _name(self.ledger.schema, self.ledger.table)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read and written."""
        return ("id", "hash", "created_at", "name") if self.named else ("id", "hash", "created_at")


def stamp_script(place: LedgerPlace, rows: Sequence[LedgerRow], seconds: float) -> LedgerScript:
    """Make what is missing as drizzle-orm 0.x does, and insert the rows, in their order."""
    made = []
    if not place.schema:
        made.append(LedgerStatement(_text("CREATE SCHEMA {}", _name(place.ledger.schema))))
    if not place.table:
        columns = "(id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)"
        made.append(LedgerStatement(_text("CREATE TABLE {} " + columns, place.name)))
    return LedgerScript(_opening(place, seconds), (*made, _insert(place, rows)))


def repair_script(place: LedgerPlace, changes: Sequence[RowChange], backup: str, seconds: float) -> LedgerScript:
    """Copy the table, then make the changes, each to one row that is still as it was."""
    copied = LedgerStatement(_text("CREATE TABLE {} AS TABLE {}", _name(place.ledger.schema, backup), place.name))
    return LedgerScript(_opening(place, seconds), (copied, *(_changed(place, change) for change in changes)))


def undo_script(place: LedgerPlace, changes: Sequence[RowChange], backup: str, seconds: float) -> LedgerScript:
    """The way back, in the opposite order. A row that was removed comes back out of the copy, with all its columns."""
    copy = _name(place.ledger.schema, backup)
    undone = []
    for change in reversed(changes):
        if change.after is None:
            again = _text("INSERT INTO {} SELECT * FROM {} WHERE id = {}", place.name, copy, _value(change.before.id))
            undone.append(LedgerStatement(again, 1))
        else:
            undone.append(_changed(place, RowChange(change.after, change.before, change.tag)))
    return LedgerScript(_opening(place, seconds), tuple(undone))


def _opening(place: LedgerPlace, seconds: float) -> tuple[str, ...]:
    # READ COMMITTED, so that what is read after the locks is what was there when they were got.
    texts = [
        "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED",
        f"SET LOCAL search_path = {PATH}",  # in psql, too: an operator of the database's owner would run there
        f"SET LOCAL lock_timeout = '{max(1, round(seconds * 1000))}ms'",
        f"SELECT pg_catalog.pg_advisory_xact_lock({LOCK_KEY})",
    ]
    if place.table:
        # Drizzle takes no lock, but what it inserts has to wait for this one.
        texts.append(_text("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE", place.name))
    return tuple(texts)


_INSERT = """INSERT INTO {table} ({columns})
SELECT {columns} FROM (VALUES
  {rows}
) AS stamped (number, {columns})
WHERE NOT EXISTS (SELECT FROM {table} AS there
  WHERE there.hash = stamped.hash AND there.created_at = stamped.created_at)
ORDER BY number"""


def _insert(place: LedgerPlace, rows: Sequence[LedgerRow]) -> LedgerStatement:
    """Rows that are there already are not inserted again, so the script may be run twice."""
    from psycopg import sql  # noqa: PLC0415 - `--help` does not pay for it

    columns = [column for column in place.columns if column != "id"]
    values = [[number, *(getattr(row, column) for column in columns)] for number, row in enumerate(rows, 1)]
    lines = [sql.SQL("({})").format(_joined(", ", map(_value, line))) for line in values]
    text = sql.SQL(_INSERT).format(
        table=place.name, columns=_joined(", ", map(_name, columns)), rows=_joined(",\n  ", lines)
    )
    return LedgerStatement(text.as_string(None), len(rows))


def _changed(place: LedgerPlace, change: RowChange) -> LedgerStatement:
    old, new = change.before, change.after
    is_so = _joined(" AND ", (_is(column, getattr(old, column)) for column in place.columns))
    if new is None:
        return LedgerStatement(_text("DELETE FROM {} WHERE {}", place.name, is_so), 1)
    differing = [column for column in place.columns if getattr(old, column) != getattr(new, column)]
    sets = _joined(", ", (_to(column, getattr(new, column)) for column in differing))
    return LedgerStatement(_text("UPDATE {} SET {} WHERE {}", place.name, sets, is_so), 1)


def _is(column: str, value: object) -> "sql.Composed":
    from psycopg import sql  # noqa: PLC0415

    if value is None:
        return sql.SQL("{} IS NULL").format(_name(column))
    return sql.SQL("{} = {}").format(_name(column), _value(value))


def _to(column: str, value: object) -> "sql.Composed":
    from psycopg import sql  # noqa: PLC0415

    return sql.SQL("{} = {}").format(_name(column), _value(value))


def _joined(separator: LiteralString, parts: "Iterable[sql.Composable]") -> "sql.Composed":
    from psycopg import sql  # noqa: PLC0415

    return sql.SQL(separator).join(parts)


def _name(*names: str) -> "sql.Identifier":
    from psycopg import sql  # noqa: PLC0415

    return sql.Identifier(*names)


def _value(value: object) -> "sql.Composable":
    """A value in SQL that reads the same wherever the script is printed: control characters are escaped in it."""
    from psycopg import sql  # noqa: PLC0415

    if isinstance(value, str) and one_line(value) != value:
        return sql.SQL(escape_string(value))
    return sql.Literal(value)


def _text(text: LiteralString, *parts: "sql.Composable") -> str:
    from psycopg import sql  # noqa: PLC0415

    return sql.SQL(text).format(*parts).as_string(None)

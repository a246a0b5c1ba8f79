"""Compare the rows of a copy with its original, and restore them, in SQL.

Values are compared as PostgreSQL writes them, so that types without an equality, and those that a copy keeps as text,
are compared as well. The session needs the settings with which the copy was made.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, LiteralString

from journal.backup.note import CopyNote
from journal.backup.restore.live import CurrentTable
from journal.connect.write_lock import LockedTable
from journal.dataclass import dataclass

if TYPE_CHECKING:
    from psycopg import Connection, sql

_SIDES = "({copy}) AS b {join} JOIN ({live}) AS t ON b._journal_key = t._journal_key AND b._journal_n = t._journal_n"
_IN_BOTH = "b._journal_n IS NOT NULL AND t._journal_n IS NOT NULL"


@dataclass(frozen=True)
class RowCounts:
    """How many rows of the copy are missing or changed now, and how many were added since.

    `columns`: the number of different values by column; `emptied`: how many of them are NULL now.
    """

    missing: int
    changed: int
    added: int
    columns: tuple[tuple[str, int], ...]
    emptied: int


@dataclass(frozen=True)
class Pair:
    """A copy and its original. `columns`: those in both; `key`: identifies rows, all columns where there is no key.

    `values`: the columns that can be restored in an existing row; none for a table without a key.
    """

    copy: tuple[str, str]
    table: tuple[str, str]
    columns: tuple[str, ...]
    key: tuple[str, ...]
    values: tuple[str, ...]
    keyed: bool


def pair_of(copy: tuple[str, str], note: CopyNote, live: CurrentTable) -> Pair:
    """Return the columns of the two that can be compared."""
    writable = live.writable
    columns = tuple(column.name for column in note.columns if not column.generated and column.name in writable)
    there = {column.name for column in live.columns or ()}
    keyed = bool(note.key) and there.issuperset(note.key)
    values = [column for column in columns if column not in note.key and not writable[column].fixed]
    if note.source.column:
        values = [column for column in values if column == note.source.column]
    table = (note.source.schema, note.source.table)
    return Pair(copy, table, columns, note.key if keyed else columns, tuple(values) if keyed else (), keyed)


def compare_rows(connection: "Connection[Any]", pair: Pair) -> RowCounts:
    """Return the differences, counted by the server."""
    from psycopg import sql  # noqa: PLC0415 - `--help` does not pay for it

    counts = [
        sql.SQL("count(*) FILTER (WHERE t._journal_n IS NULL)"),
        sql.SQL("count(*) FILTER (WHERE b._journal_n IS NULL)"),
        _counted(_differ(pair.values), _IN_BOTH),
        _counted(_empty(pair.values), _IN_BOTH),
        *(_counted(_differ([column]), _IN_BOTH) for column in pair.values),
    ]
    query = sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(counts), _sides(pair, "FULL"))
    (row,) = connection.execute(query).fetchall()
    missing, added, changed, emptied, *each = row
    columns = tuple((name, number) for name, number in zip(pair.values, each, strict=True) if number)
    return RowCounts(missing, changed, added, columns, emptied)


def insert_missing(target: LockedTable, pair: Pair, live: CurrentTable) -> int:
    """Put in the rows that are not there. Returns how many."""
    from psycopg import sql  # noqa: PLC0415

    query = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {} WHERE t._journal_n IS NULL").format(
        sql.Identifier(*pair.table),
        _names(pair.columns),
        sql.SQL(", ").join(_cast(column, live) for column in pair.columns),
        _sides(pair, "LEFT"),
    )
    return target.write(query.as_string(None))


def restore_values(
    target: LockedTable, pair: Pair, live: CurrentTable, columns: Iterable[str], *, only_null: bool = False
) -> int:
    """Set these columns to the copy's values in the rows where they differ. Return the number of rows."""
    from psycopg import sql  # noqa: PLC0415

    columns = [column for column in columns if column in pair.values]
    if not columns:
        return 0
    sets = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(column), _cast(column, live)) for column in columns
    )
    query = sql.SQL("UPDATE ONLY {} AS t SET {} FROM {} AS b WHERE {} = {} AND {}").format(
        sql.Identifier(*pair.table),
        sets,
        sql.Identifier(*pair.copy),
        _row("t", pair.key),
        _row("b", pair.key),
        _empty(columns) if only_null else _differ(columns),
    )
    return target.write(query.as_string(None))


def _sides(pair: Pair, join: LiteralString) -> "sql.Composed":
    """Return both with the key of each row, and where rows can be equal, with a number among the equal ones."""
    from psycopg import sql  # noqa: PLC0415

    key = _row("", pair.key)
    number = sql.SQL("1") if pair.keyed else sql.SQL("pg_catalog.row_number() OVER (PARTITION BY {})").format(key)
    columns = _names(dict.fromkeys([*pair.columns, *pair.key]))
    text = sql.SQL("SELECT {}, {} AS _journal_key, {} AS _journal_n FROM ONLY {}")
    copy, live = (text.format(columns, key, number, sql.Identifier(*table)) for table in (pair.copy, pair.table))
    return sql.SQL(_SIDES).format(copy=copy, live=live, join=sql.SQL(join))


def _row(alias: str, columns: Iterable[str]) -> "sql.Composed":
    """Return these columns of a row as one text."""
    from psycopg import sql  # noqa: PLC0415

    names = [sql.Identifier(alias, column) if alias else sql.Identifier(column) for column in columns]
    return sql.SQL("ROW({})::pg_catalog.text").format(sql.SQL(", ").join(names))


def _differ(columns: Iterable[str]) -> "sql.Composed":
    from psycopg import sql  # noqa: PLC0415

    columns = list(columns)
    return sql.SQL("{} IS DISTINCT FROM {}").format(_row("t", columns), _row("b", columns))


def _empty(columns: Iterable[str]) -> "sql.Composed":
    """Return a test for columns that are NULL now and not in the copy."""
    from psycopg import sql  # noqa: PLC0415

    tests = [
        sql.SQL("{} IS NULL AND {}").format(sql.Identifier("t", column), _differ([column])) for column in columns
    ]  # fmt: skip
    return sql.SQL("({})").format(sql.SQL(" OR ").join(tests) if tests else sql.SQL("false"))


def _counted(test: "sql.Composable", also: LiteralString) -> "sql.Composed":
    from psycopg import sql  # noqa: PLC0415

    return sql.SQL("count(*) FILTER (WHERE {} AND {})").format(sql.SQL(also), test)


def _cast(column: str, live: CurrentTable) -> "sql.Composed":
    """Return the copy's value in the current type of the original."""
    from psycopg import sql  # noqa: PLC0415

    type_ = sql.SQL(live.writable[column].type)
    return sql.SQL("CAST({} AS {})").format(sql.Identifier("b", column), type_)


def _names(columns: Iterable[str]) -> "sql.Composed":
    from psycopg import sql  # noqa: PLC0415

    return sql.SQL(", ").join(map(sql.Identifier, columns))

"""READ what a down file would lose, by its SQL, with the rows and values that are there now: counted where that is
quick, else as PostgreSQL estimates them. Nothing here waits for a lock.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.backup.source import BackupSource
from journal.catalog.quoting import quoted
from journal.connect.user_path import found_by
from journal.ledger.relation import COUNTS, RelationUnsafe, check_relation
from journal.losses.effects import REWRITES, TAKES_AWAY, Effect, EffectKind

if TYPE_CHECKING:
    from psycopg import Connection

SMALL = 32 * 2**20
"""Bytes up to which a table is counted."""

_WITH_ROWS = ("r", "p", "m")
"""The kinds of relation that hold rows; to count those of any other would run what its owner wrote."""

_LIMITS = "SET LOCAL lock_timeout = '200ms'; SET LOCAL statement_timeout = '2s'"
_TABLE = """
SELECT class.oid, class.relkind::text,
       GREATEST(class.reltuples, pg_catalog.pg_stat_get_live_tuples(class.oid), 0)::bigint,
       class.relpages::bigint * pg_catalog.current_setting('block_size')::bigint
  FROM pg_catalog.pg_class AS class WHERE class.oid = pg_catalog.to_regclass(%s)
"""
_COLUMNS = """
SELECT attname::text, (SELECT stats.null_frac FROM pg_catalog.pg_stats AS stats
         JOIN pg_catalog.pg_class AS class ON class.oid = attrelid AND class.relname = stats.tablename
         JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace AND space.nspname = stats.schemaname
        WHERE stats.attname = pg_attribute.attname ORDER BY stats.inherited DESC LIMIT 1)
  FROM pg_catalog.pg_attribute WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped
"""
_TABLES_OF = """
SELECT class.relname::text FROM pg_catalog.pg_class AS class
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE space.nspname = %s AND class.relkind IN ('r', 'p', 'm') AND NOT class.relispartition ORDER BY 1
"""


@dataclass(frozen=True)
class Loss:
    """What one deed takes away or overwrites. `rows`: of the table; `values`: of the column, that are not NULL.

    `exact`: they were counted. `bytes` of the table; None where nothing is known. `source` is what `journal backup`
    copies, empty where it cannot; `why` is said where the loss cannot be told.
    """

    deed: Effect
    rows: int | None = None
    values: int | None = None
    exact: bool = False
    bytes: int | None = None
    source: str = ""
    why: str = ""

    @property
    def nothing(self) -> bool:
        """Whether it was looked, and there is nothing to lose."""
        return self.exact and 0 in (self.rows, self.values)


def weigh(connection: "Connection[Any]", deeds: Sequence[Effect]) -> tuple[Loss, ...]:
    """The losses, in the file's order. What is not in the database cannot be lost, and is left out."""
    made = {one.name[-1] for one in deeds if one.what is EffectKind.CREATE_TABLE}
    found: list[Loss] = []
    for deed in _single(connection, deeds):
        if deed.what is EffectKind.UNSEEN:
            found.append(Loss(deed, why=_unseen(deed)))
        elif deed.what is EffectKind.DROP_WITH_ALL:
            found.append(Loss(deed, why="CASCADE drops the columns and tables that rest on it"))
        elif deed.what in TAKES_AWAY | REWRITES - {EffectKind.INSERT} and deed.name[-1] not in made:
            found += [one for one in [_weighed(connection, deed)] if one]
    return tuple(found)


def _single(connection: "Connection[Any]", deeds: Sequence[Effect]) -> Iterator[Effect]:
    """One deed for each table and column: those of a schema that is dropped, those that an UPDATE sets."""
    for deed in dict.fromkeys(deeds):
        if deed.what is EffectKind.DROP_SCHEMA:
            for (table,) in connection.execute(_TABLES_OF, (deed.name[-1],)).fetchall():
                yield Effect(EffectKind.DROP_TABLE, (deed.name[-1], table), deed.line, in_code=deed.in_code)
        elif deed.what is EffectKind.UPDATE:
            yield from (Effect(deed.what, deed.name, deed.line, (one,), deed.in_code) for one in deed.columns or ("",))
        else:
            yield deed


def _weighed(connection: "Connection[Any]", deed: Effect) -> Loss | None:
    name = found_by(connection, deed.name)
    row = _one(connection, _TABLE, (quoted(*name),)) if name else None
    if name is None or row is None:
        return None
    oid, kind, rows, size = row
    column, nulls = deed.columns[0] if deed.columns else "", None
    if column:
        there = dict(connection.execute(_COLUMNS, (oid,)).fetchall())
        if column not in there:
            return None
        nulls = there[column]
    source = BackupSource(deed.name[-2] if len(deed.name) > 1 else "", deed.name[-1], column)
    estimate = round(rows * (1 - nulls)) if nulls is not None else None
    loss = Loss(deed, rows, estimate, False, size or None, source.shown if kind in _WITH_ROWS else "")
    return _counted(connection, loss, name, column) if kind in _WITH_ROWS else loss


def _counted(connection: "Connection[Any]", loss: Loss, name: tuple[str, str], column: str) -> Loss:
    """The same, counted where the table is small; as it is where that takes too long, or is not allowed."""
    deed = loss.deed
    size = _one(connection, "SELECT pg_catalog.pg_total_relation_size(pg_catalog.to_regclass(%s))", (quoted(*name),))
    if size is None or size[0] > SMALL:
        return Loss(deed, loss.rows, loss.values, False, size[0] if size else loss.bytes, loss.source)
    if not _may_be_read(connection, name):
        return Loss(deed, loss.rows, loss.values, False, size[0], loss.source)
    counts = f"pg_catalog.count(*), {f'pg_catalog.count({quoted(column)})' if column else 'NULL'}"
    row = _one(connection, f"SELECT {counts} FROM {quoted(*name)}", ())  # noqa: S608 - names are in quotes
    if row is None:
        return Loss(deed, loss.rows, loss.values, False, size[0], loss.source)
    return Loss(deed, row[0], row[1], True, size[0], loss.source)


def _may_be_read(connection: "Connection[Any]", name: tuple[str, str]) -> bool:
    """Whether a count runs nothing of what others have put there with rights that they lack."""
    try:
        return check_relation(connection, *name, COUNTS) is not None
    except RelationUnsafe:
        return False


def _one(connection: "Connection[Any]", query: str, values: tuple[Any, ...]) -> Any:
    """A row; None where there is none, or PostgreSQL gives no answer soon. The transaction stays as it was."""
    from psycopg import Error  # noqa: PLC0415 - `--help` does not pay for it

    with suppress(Error), connection.transaction():
        connection.execute(_LIMITS)
        return connection.execute(query.encode(), values or None).fetchone()
    return None


def _unseen(deed: Effect) -> str:
    if deed.name == ("DO",):
        return "a DO block: look what it does"
    return f"it calls {deed.shown}: look what that does" if deed.name else "it does not parse"


def sources_of(losses: Sequence[Loss]) -> tuple[str, ...]:
    """What is to be backed up first: whole tables, and columns of the others."""
    named = dict.fromkeys(one.source for one in losses if one.source and not one.nothing)
    tables = {one for one in named if ":" not in one}
    return tuple(one for one in named if one in tables or one.rpartition(":")[0] not in tables)

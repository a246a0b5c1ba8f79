"""Estimate what a down file would lose: the rows and values that its SQL removes or overwrites, as they are now.

Small tables are counted; for others PostgreSQL's estimate is used. Nothing here waits for a lock.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from journal.backup.source import BackupSource
from journal.catalog.quoting import quoted
from journal.connect.relation_safety import COUNTS, RelationUnsafe, check_relation
from journal.connect.search_path import found_by
from journal.dataclass import dataclass
from journal.runner.losses.effects import REWRITES, TAKES_AWAY, Effect, EffectKind

if TYPE_CHECKING:
    from psycopg import Connection

SMALL = 32 * 2**20
"""Bytes up to which a table is counted."""

_WITH_ROWS = ("r", "p", "m")
"""The kinds of relation that hold rows; to count those of another kind would run code of its owner."""

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
    """What one effect removes or overwrites. `rows`: of the table; `values`: those of the column that are not NULL.

    `exact`: the numbers were counted, not estimated; `bytes`: of the table; None where a number is unknown.
    `source`: the table or column that `drizzle-journal backup` can copy, or empty; `why`: why there is no
    estimate.
    """

    effect: Effect
    rows: int | None = None
    values: int | None = None
    exact: bool = False
    bytes: int | None = None
    source: str = ""
    why: str = ""

    @property
    def nothing(self) -> bool:
        """Whether the table or column was counted and is empty."""
        return self.exact and 0 in (self.rows, self.values)


def estimate(connection: "Connection[Any]", effects: Sequence[Effect]) -> tuple[Loss, ...]:
    """Return the losses in the order of the file. What is not in the database cannot be lost and is skipped."""
    created = {effect.name[-1] for effect in effects if effect.kind is EffectKind.CREATE_TABLE}
    losses: list[Loss] = []
    for effect in _one_per_column(connection, effects):
        if effect.kind is EffectKind.UNSEEN:
            called = f"it calls {effect.shown}: read what that does" if effect.name else "it does not parse"
            losses.append(Loss(effect, why="a DO block: read what it does" if effect.name == ("DO",) else called))
        elif effect.kind is EffectKind.DROP_WITH_ALL:
            losses.append(Loss(effect, why="CASCADE drops the columns and tables that depend on it"))
        elif effect.kind in TAKES_AWAY | REWRITES - {EffectKind.INSERT} and effect.name[-1] not in created:
            losses += filter(None, [_estimate_one(connection, effect)])
    return tuple(losses)


def sources_of(losses: Sequence[Loss]) -> tuple[str, ...]:
    """Return what to back up first: whole tables, and columns of the other tables."""
    sources = dict.fromkeys(loss.source for loss in losses if loss.source and not loss.nothing)
    return tuple(each for each in sources if ":" not in each or each.rpartition(":")[0] not in sources)


def _one_per_column(connection: "Connection[Any]", effects: Sequence[Effect]) -> Iterator[Effect]:
    """Yield an effect for each table of a dropped schema and for each column that an UPDATE sets."""
    for effect in dict.fromkeys(effects):
        if effect.kind is EffectKind.DROP_SCHEMA:
            for (table,) in connection.execute(_TABLES_OF, (effect.name[-1],)).fetchall():
                yield replace(effect, kind=EffectKind.DROP_TABLE, name=(effect.name[-1], table))
        elif effect.kind is EffectKind.UPDATE:
            yield from (replace(effect, columns=(column,)) for column in effect.columns or ("",))
        else:
            yield effect


def _estimate_one(connection: "Connection[Any]", effect: Effect) -> Loss | None:
    """Return PostgreSQL's estimate, or the count where the table is small, readable and quick to count."""
    name = found_by(connection, effect.name)
    row = _row(connection, _TABLE, (quoted(*name),)) if name else None
    if name is None or row is None:
        return None
    oid, kind, rows, size = row
    column, values = effect.columns[0] if effect.columns else "", None
    if column:
        nulls = dict(connection.execute(_COLUMNS, (oid,)).fetchall())
        if column not in nulls:
            return None
        values = round(rows * (1 - nulls[column])) if nulls[column] is not None else None
    source = BackupSource(effect.name[-2] if len(effect.name) > 1 else "", effect.name[-1], column)
    loss = Loss(effect, rows, values, bytes=size or None, source=source.shown if kind in _WITH_ROWS else "")
    if kind not in _WITH_ROWS:
        return loss
    full = _row(connection, "SELECT pg_catalog.pg_total_relation_size(pg_catalog.to_regclass(%s))", (quoted(*name),))
    loss = replace(loss, bytes=full[0]) if full else loss
    if full is None or full[0] > SMALL or not _is_safe(connection, name):
        return loss
    counts = f"pg_catalog.count(*), {f'pg_catalog.count({quoted(column)})' if column else 'NULL'}"
    row = _row(connection, f"SELECT {counts} FROM {quoted(*name)}", ())  # noqa: S608 - names are in quotes
    return replace(loss, rows=row[0], values=row[1], exact=True) if row else loss


def _is_safe(connection: "Connection[Any]", name: tuple[str, str]) -> bool:
    """Tell whether a count runs no code that others have put there."""
    try:
        return check_relation(connection, *name, COUNTS) is not None
    except RelationUnsafe:
        return False


def _row(connection: "Connection[Any]", query: str, values: tuple[Any, ...]) -> Any:
    """Return the first row, or None where there is none or the query fails or takes long. The transaction survives."""
    from psycopg import Error  # noqa: PLC0415 - `--help` does not pay for it

    with suppress(Error), connection.transaction():
        connection.execute(_LIMITS)
        return connection.execute(query.encode(), values or None).fetchone()
    return None

"""`drizzle.__drizzle_migrations` of a live database, as drizzle-orm 0.x or 1.0 or another program left it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import quoted
from journal.connect.relation_safety import KINDS, READS, check_relation
from journal.connect.session import server_message
from journal.dataclass import dataclass
from journal.errors import LedgerUnpredictable, LedgerUnreadable, LedgerUnusable
from journal.ledger.columns import (
    ADDED_BY_1,
    INTEGERS,
    READABLE,
    WRITABLE,
    LedgerRow,
    Shape,
    js_number,
    read_shape,
)
from journal.ledger.privileges import Rights, read_rights
from journal.project.settings import Ledger

if TYPE_CHECKING:
    from psycopg import Connection

DRIZZLES_TABLE = "Create it as Drizzle does: (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)."
"""The help for every ledger that differs from Drizzle's own."""
_TYPE = """
SELECT FROM pg_catalog.pg_type AS typ JOIN pg_catalog.pg_namespace AS space ON space.oid = typnamespace
 WHERE space.nspname = %s AND typname = %s AND typrelid = 0
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS element WHERE element.typarray = typ.oid)
"""
_SORTED = """
SELECT place FROM pg_catalog.unnest(%s::pg_catalog.text[]) WITH ORDINALITY AS rows (value, place)
 ORDER BY CAST(value AS {}){} DESC LIMIT 1
"""


@dataclass(frozen=True)
class LiveLedger:
    """The rows in the order of their ids. `named`: the table has the column `name` that drizzle-orm 1.0 adds.

    `oid` is the table's: another one that has taken its name is another ledger. `first` is the row that PostgreSQL
    sorts first by `created_at`, if that has no integer type.
    """

    exists: bool
    named: bool = False
    rows: tuple[LedgerRow, ...] = ()
    shape: Shape = field(default_factory=Shape)
    first: LedgerRow | None = None
    oid: int | None = None


def read_ledger(connection: "Connection[Any]", ledger: Ledger, uses: frozenset[str] = READS) -> LiveLedger:
    """Read the ledger; `uses`: WRITES when a write follows.

    Raises RelationUnsafe; LedgerUnusable when Drizzle fails on it; LedgerUnpredictable when its effect on Drizzle is
    unknown; LedgerUnreadable. Source: drizzle-orm 0.x `pg-core/dialect.js`, 1.0 `up-migrations/pg.js`.
    """
    relation = check_relation(connection, ledger.schema, ledger.table, uses)
    if relation is None:
        if connection.execute(_TYPE, (ledger.schema, ledger.table)).fetchone() is not None:
            raise LedgerUnusable(  # a domain or an enum has the name, which the row type of a table would need
                f"{ledger.schema}.{ledger.table} is the name of a type, so no table can have it.",
                hint="Rename the type: ALTER TYPE … RENAME TO …. Drizzle fails on it with 42710.",
                sqlstates=_sqlstates(read_rights(connection, ledger), "42710", exists=False),
            )
        return LiveLedger(exists=False, shape=Shape(rights=read_rights(connection, ledger)))
    if relation.kind != "r":
        raise _unpredictable(ledger, f"is a {KINDS.get(relation.kind, relation.kind)}, not a table")
    shape, odd = read_shape(connection, ledger, relation.oid)
    if odd:
        raise _unpredictable(ledger, f"has {odd[0]}")
    if not shape.rights.usage:
        raise _unreadable(connection, ledger, f"permission denied for schema {ledger.schema} [42501]")
    _refuse_columns(shape, ledger)
    rows = _read_rows(connection, ledger, shape)
    ordered = tuple(sorted(rows, key=lambda row: (row.id is None, row.id)))  # NULL sorts last, as in ORDER BY id
    return LiveLedger(True, "name" in shape.by_name, ordered, shape, _first(connection, shape, ordered), relation.oid)


def require_identifiable_rows(ledger: Ledger, found: LiveLedger) -> None:
    """Raise LedgerUnusable or LedgerUnpredictable if a row cannot be named by its id and its values."""
    for id_, count in Counter(row.id for row in found.rows).items():
        if id_ is None or count > 1:
            what = "a row without an id" if id_ is None else f"{count} rows with the id {id_}"
            raise LedgerUnusable(
                f"The ledger {ledger.schema}.{ledger.table} has {what}.",
                hint="Drizzle's own table has a primary key there: give each row an id of its own.",
            )
    for column in found.shape.columns:
        if column.type not in WRITABLE.get(column.name, (column.type,)):
            raise _not_drizzles(ledger, f"the column {column.name} of the type {column.type}")


def require_writable(ledger: Ledger, found: LiveLedger) -> None:
    """Also raise LedgerUnpredictable if the server computes a column. Other obstacles show after the write."""
    require_identifiable_rows(ledger, found)
    for column in found.shape.columns:
        if column.fixed and column.name in WRITABLE:
            raise _not_drizzles(ledger, f"the column {column.name}, which the server computes")


def _refuse_columns(shape: Shape, ledger: Ledger) -> None:
    missing = [name for name in READABLE if name not in ADDED_BY_1 and name not in shape.by_name]
    if missing:
        add = f" Add it: ALTER TABLE {quoted(ledger.schema, ledger.table)} ADD COLUMN id serial PRIMARY KEY"
        raise LedgerUnusable(
            f"The ledger {ledger.schema}.{ledger.table} has no column {' and no '.join(missing)}, which Drizzle reads.",
            hint="Another tool created it, and Drizzle fails on it with 42703." + (add if missing == ["id"] else ""),
            sqlstates=_sqlstates(shape.rights, "42703", exists=True),
        )
    for name, types in READABLE.items():
        column = shape.by_name.get(name)
        rounds = column is not None and column.type == "numeric" and column.modifier != -1
        if column and (column.type not in types or column.own or rounds):
            raise _unpredictable(ledger, f"has the column {name} of the type {column.type}, which Drizzle never makes")


def _sqlstates(rights: Rights, sqlstate: str, *, exists: bool) -> tuple[str, str]:
    """Return what 0.x and 1.0 fail with first: 0.x always sends CREATE SCHEMA and CREATE TABLE, 1.0 only if needed."""
    may = rights.create_schema and rights.create_table
    return sqlstate if may else "42501", sqlstate if may or (exists and rights.create_schema) else "42501"


def _unpredictable(ledger: Ledger, what: str) -> LedgerUnpredictable:
    return LedgerUnpredictable(
        f"The ledger {ledger.schema}.{ledger.table} {what}: the effect on drizzle-kit migrate is unknown.",
        hint=f"Another tool created it. Move its rows into a table of Drizzle's kind. {DRIZZLES_TABLE}",
    )


def _not_drizzles(ledger: Ledger, what: str) -> LedgerUnpredictable:
    return LedgerUnpredictable(
        f"The ledger {ledger.schema}.{ledger.table} has {what}, unlike Drizzle's own: nothing is written to it.",
        hint=DRIZZLES_TABLE,
    )


def _unreadable(connection: "Connection[Any]", ledger: Ledger, why: str) -> LedgerUnreadable:
    role, schema = quoted(connection.info.user), quoted(ledger.schema)
    return LedgerUnreadable(
        f"The ledger {ledger.schema}.{ledger.table} cannot be read: {why}.",
        hint="If a privilege is missing, run as the owner or superuser: "
        f"GRANT USAGE ON SCHEMA {schema} TO {role}; GRANT SELECT ON {quoted(ledger.schema, ledger.table)} TO {role};",
    )


def _read_rows(connection: "Connection[Any]", ledger: Ledger, shape: Shape) -> tuple[LedgerRow, ...]:
    """Read by COPY, which takes only an ordinary table and runs no code attached to it."""
    from psycopg import Error, errors, sql

    wanted = [name for name in READABLE if name in shape.by_name]
    computed = any(shape.by_name[name].computed for name in wanted)  # COPY of a table refuses such a column
    text = "COPY (SELECT {1} FROM ONLY {0}) TO STDOUT" if computed else "COPY {0} ({1}) TO STDOUT"
    query = sql.SQL(text).format(
        sql.Identifier(ledger.schema, ledger.table), sql.SQL(", ").join(map(sql.Identifier, wanted))
    )
    type_ = shape.by_name["created_at"].type
    try:
        with connection.cursor().copy(query) as copy:
            return tuple(_row(type_, dict(zip(wanted, values, strict=True))) for values in copy.rows())
    except (errors.QueryCanceled, errors.LockNotAvailable):
        raise  # the ledger may be in order
    except Error as error:
        if connection.closed:
            raise
        raise _unreadable(connection, ledger, server_message(error)) from None


def _row(type_: str, values: dict[str, Any]) -> LedgerRow:
    """Return the row of these values by column; `type_` is that of `created_at`."""
    id_, moment, raw = values.pop("id"), values.pop("created_at"), None
    if moment is not None and type_ not in INTEGERS:
        raw = str(moment)
        value = js_number(raw)
        moment = value if value == value // 1 else None
    whole = None if moment is None else int(moment)
    return LedgerRow(None if id_ is None else int(id_), created_at=whole, raw=raw, **values)  # type: ignore[arg-type]


def _first(connection: "Connection[Any]", shape: Shape, rows: Sequence[LedgerRow]) -> LedgerRow | None:
    """Let the server sort the values that were read: only it knows the order of texts. No table is read."""
    column = shape.by_name["created_at"]
    if column.type in INTEGERS or not rows:
        return None
    empty = next((row for row in rows if row.created_at is None and row.raw is None), None)
    if empty:
        return empty
    type_ = "bpchar" if column.type == "character" else column.type
    collation = f" COLLATE pg_catalog.{quoted(column.collation)}" if column.collation else ""
    found = connection.execute(_SORTED.format(type_, collation).encode(), ([row.raw for row in rows],)).fetchone()
    return rows[found[0] - 1] if found else None

"""`drizzle.__drizzle_migrations` of a live database, read as it is: of either generation, or not there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from journal.connect.session import server_message
from journal.errors import LedgerUnpredictable, LedgerUnreadable, LedgerUnusable
from journal.ledger import javascript
from journal.ledger.relation import KINDS, READS, check_relation
from journal.ledger.shape import INTEGERS, OF_ID, OF_MOMENT, OF_TEXT, Rights, Shape, read_rights, read_shape
from journal.project.settings import Ledger

if TYPE_CHECKING:
    from psycopg import Connection

_NEEDED = ("id", "hash", "created_at")
_TYPES = {"id": OF_ID, "hash": OF_TEXT, "created_at": OF_MOMENT, "name": OF_TEXT}
_A_TYPE = """
SELECT FROM pg_catalog.pg_type AS typ JOIN pg_catalog.pg_namespace AS space ON space.oid = typnamespace
 WHERE space.nspname = %s AND typname = %s AND typrelid = 0
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS element WHERE element.typarray = typ.oid)
"""


@dataclass(frozen=True)
class LedgerRow:
    """One row. `created_at` is an entry's `when`, in milliseconds, if nobody wrote it by hand; `name` is 1.0's.

    `raw`: what JavaScript makes a text of in a column that is of no integer type; there `created_at` is None unless
    that is a whole number.
    """

    id: int
    hash: str
    created_at: int | None
    name: str | None = None
    raw: str | None = None

    @property
    def number(self) -> float:
        """`Number(created_at)` in JavaScript; NULL is 0."""
        return javascript.number(self.raw) if self.raw is not None else float(self.created_at or 0)


@dataclass(frozen=True)
class LiveLedger:
    """The rows, in the order of their ids. `named`: it has the column `name` that drizzle-orm 1.0 adds.

    `first` is the row that PostgreSQL sorts first by `created_at`, where that is of no integer type.
    """

    exists: bool
    named: bool = False
    rows: tuple[LedgerRow, ...] = ()
    shape: Shape = field(default_factory=Shape)
    first: LedgerRow | None = None


def read_ledger(connection: "Connection[Any]", ledger: Ledger, uses: frozenset[str] = READS) -> LiveLedger:
    """Read it, and change nothing. `uses`: WRITES where it is to be written to.

    Raises RelationUnsafe; LedgerUnusable when Drizzle fails on it; LedgerUnpredictable when nobody can tell what it
    does; LedgerUnreadable. Source: drizzle-orm 0.x `pg-core/dialect.js`, 1.0 `up-migrations/pg.js`.
    """
    relation = check_relation(connection, ledger.schema, ledger.table, uses)
    if relation is None:
        _refuse_a_type(connection, ledger)
        return LiveLedger(exists=False, shape=Shape(rights=read_rights(connection, ledger)))
    if relation.kind != "r":
        raise _unpredictable(ledger, f"is a {KINDS.get(relation.kind, relation.kind)}, and no table")
    shape, odd = read_shape(connection, ledger, relation.oid)
    if odd:
        raise _unpredictable(ledger, f"has {odd[0]}")
    if not shape.rights.usage:
        raise _unreadable(connection, ledger, f"permission denied for schema {ledger.schema} [42501]")
    _refuse_others(shape, ledger)
    named = "name" in shape.by_name
    rows = _rows(connection, ledger, shape)
    ordered = tuple(sorted(rows, key=lambda row: (row.id is None, row.id)))  # NULL sorts last, as in ORDER BY id
    return LiveLedger(True, named, ordered, shape, _first(connection, shape, ordered))


def _refuse_a_type(connection: "Connection[Any]", ledger: Ledger) -> None:
    """A domain or an enum has the name: a table's row type could not have it."""
    if connection.execute(_A_TYPE, (ledger.schema, ledger.table)).fetchone() is not None:
        raise LedgerUnusable(
            f"{ledger.schema}.{ledger.table} is the name of a type, so that no table can have it.",
            hint="Rename the type: ALTER TYPE … RENAME TO …. Drizzle fails on it with 42710.",
            sqlstates=_sqlstates(read_rights(connection, ledger), "42710", is_there=False),
        )


def _refuse_others(shape: Shape, ledger: Ledger) -> None:
    missing = [name for name in _NEEDED if name not in shape.by_name]
    if missing:
        add = f" Add it: ALTER TABLE {_quoted(ledger)} ADD COLUMN id serial PRIMARY KEY"
        raise LedgerUnusable(
            f"The ledger {ledger.schema}.{ledger.table} has no column {' and no '.join(missing)}, which Drizzle reads.",
            hint="It was made by hand, or by another tool. Drizzle fails on it with 42703."
            + (add if missing == ["id"] else ""),
            sqlstates=_sqlstates(shape.rights, "42703", is_there=True),
        )
    for name, types in _TYPES.items():
        column = shape.by_name.get(name)
        if column and (column.type not in types or column.own):
            raise _unpredictable(
                ledger, f"has the column {name} of the type {column.type}, which Drizzle does not make"
            )


def _sqlstates(rights: Rights, then: str, *, is_there: bool) -> tuple[str, str]:
    """What comes first as this role: 0.x sends CREATE SCHEMA and CREATE TABLE always, 1.0 the latter where it must."""
    may = rights.create_schema and rights.create_table
    return then if may else "42501", then if may or (is_there and rights.create_schema) else "42501"


def _unpredictable(ledger: Ledger, what: str) -> LedgerUnpredictable:
    return LedgerUnpredictable(
        f"The ledger {ledger.schema}.{ledger.table} {what}: what Drizzle does with it cannot be told.",
        hint="It was made by hand, or by another tool. Move its rows into a table as Drizzle makes it: "
        "(id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint).",
    )


def _rows(connection: "Connection[Any]", ledger: Ledger, shape: Shape) -> tuple[LedgerRow, ...]:
    """By COPY, which takes an ordinary table alone, and runs nothing of what hangs on it."""
    from psycopg import Error, errors, sql  # noqa: PLC0415 - `--help` does not pay for it

    wanted = [name for name in (*_NEEDED, "name") if name in shape.by_name]
    computed = any(shape.by_name[name].computed for name in wanted)  # COPY of a table takes no such column
    words = "COPY (SELECT {1} FROM ONLY {0}) TO STDOUT" if computed else "COPY {0} ({1}) TO STDOUT"
    query = sql.SQL(words).format(
        sql.Identifier(ledger.schema, ledger.table), sql.SQL(", ").join(map(sql.Identifier, wanted))
    )
    type_ = shape.by_name["created_at"].type
    try:
        with connection.cursor().copy(query) as copy:
            return tuple(_row(type_, *values) for values in copy.rows())
    except (errors.QueryCanceled, errors.LockNotAvailable):
        raise  # the ledger may be in order
    except Error as error:
        raise _unreadable(connection, ledger, server_message(error)) from None


def _unreadable(connection: "Connection[Any]", ledger: Ledger, why: str) -> LedgerUnreadable:
    from psycopg import sql  # noqa: PLC0415

    role, schema = (sql.Identifier(one).as_string(None) for one in (connection.info.user, ledger.schema))
    return LedgerUnreadable(
        f"The ledger {ledger.schema}.{ledger.table} cannot be read: {why}.",
        hint="If a right is missing, let its owner, or a superuser, type: "
        f"GRANT USAGE ON SCHEMA {schema} TO {role}; GRANT SELECT ON {_quoted(ledger)} TO {role};",
    )


def _row(type_: str, id_: Any, hash_: Any, moment: Any, name: Any = None) -> LedgerRow:
    number = None if id_ is None else int(id_)
    if moment is None or type_ in INTEGERS:
        return LedgerRow(number, hash_, None if moment is None else int(moment), name)  # type: ignore[arg-type]
    raw = javascript.text_of(float(moment)) if type_ in ("real", "double precision") else str(moment)
    value = javascript.number(raw)
    whole = int(value) if value == value // 1 else None
    return LedgerRow(number, hash_, whole, name, raw)  # type: ignore[arg-type]


def _first(connection: "Connection[Any]", shape: Shape, rows: Sequence[LedgerRow]) -> LedgerRow | None:
    """The server sorts the values that were read: it alone knows the order of texts, and no table is touched."""
    column = shape.by_name["created_at"]
    if column.type in INTEGERS or not rows:
        return None
    empty = next((row for row in rows if row.created_at is None and row.raw is None), None)
    if empty:
        return empty
    from psycopg import sql  # noqa: PLC0415

    type_ = "bpchar" if column.type == "character" else column.type
    collation = sql.SQL(" COLLATE pg_catalog.{}").format(sql.Identifier(column.collation)) if column.collation else None
    query = sql.SQL(
        "SELECT place FROM pg_catalog.unnest(%s::pg_catalog.text[]) WITH ORDINALITY AS told (value, place) "
        "ORDER BY CAST(value AS {}){} DESC LIMIT 1"
    ).format(sql.SQL(type_), collation or sql.SQL(""))
    found = connection.execute(query, ([row.raw for row in rows],)).fetchone()
    return rows[found[0] - 1] if found else None


def _quoted(ledger: Ledger) -> str:
    from psycopg import sql  # noqa: PLC0415 - `--help` does not pay for it

    return sql.Identifier(ledger.schema, ledger.table).as_string(None)

"""`drizzle.__drizzle_migrations` of a live database, read as it is: of either generation, or not there."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.errors import JournalError
from journal.folder.config import Ledger

if TYPE_CHECKING:
    from psycopg import Connection

_COLUMNS = """
SELECT attname::text, pg_catalog.format_type(atttypid, NULL) FROM pg_catalog.pg_attribute
  JOIN pg_catalog.pg_class AS class ON class.oid = attrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE space.nspname = %s AND class.relname = %s AND class.relkind IN ('r', 'p', 'v', 'f')
   AND attnum > 0 AND NOT attisdropped
"""
_NEEDED = ("id", "hash", "created_at")
_WHOLE = ("bigint", "integer", "smallint")


class LedgerUnusable(JournalError):
    """The ledger is there, and Drizzle cannot read it."""

    code = "ledger-unusable"
    exit_code = 1


class LedgerUnreadable(LedgerUnusable):
    """The ledger is there, and this role cannot read it, so nothing is known of it."""

    code = "ledger-unreadable"
    exit_code = 2


@dataclass(frozen=True)
class LedgerRow:
    """One row. `created_at` is an entry's `when`, in milliseconds, if nobody wrote it by hand; `name` is 1.0's."""

    id: int
    hash: str
    created_at: int | None
    name: str | None = None


@dataclass(frozen=True)
class LiveLedger:
    """The rows, in the order of their ids. `named`: drizzle-orm 1.0 has been here, and added its column `name`."""

    exists: bool
    named: bool = False
    rows: tuple[LedgerRow, ...] = ()


def read_ledger(connection: "Connection[Any]", ledger: Ledger) -> LiveLedger:
    """Read it, and change nothing. Raises LedgerUnusable when it is not as Drizzle makes it, LedgerUnreadable.

    Source: drizzle-orm 0.x `pg-core/dialect.js`, 1.0 `up-migrations/pg.js`.
    """
    columns = dict(connection.execute(_COLUMNS, (ledger.schema, ledger.table)).fetchall())
    if not columns:
        return LiveLedger(exists=False)
    _refuse_others(columns, ledger)
    return LiveLedger(True, "name" in columns, _rows(connection, ledger, named="name" in columns))


def _refuse_others(columns: Mapping[str, str], ledger: Ledger) -> None:
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        add = f" Add it: ALTER TABLE {_quoted(ledger)} ADD COLUMN id serial PRIMARY KEY"
        raise LedgerUnusable(
            f"The ledger {ledger.schema}.{ledger.table} has no column {' and no '.join(missing)}, which Drizzle reads.",
            hint="It was made by hand, or by another tool. Drizzle fails on it with 42703."
            + (add if missing == ["id"] else ""),
        )
    if columns["created_at"] not in _WHOLE:
        raise LedgerUnusable(
            f"The column created_at of {ledger.schema}.{ledger.table} is {columns['created_at']}, and Drizzle keeps "
            "milliseconds in a bigint there.",
            hint="It was made by hand, or by another tool.",
        )


def _rows(connection: "Connection[Any]", ledger: Ledger, *, named: bool) -> tuple[LedgerRow, ...]:
    from psycopg import Error, errors, sql  # noqa: PLC0415 - `--help` does not pay for it

    wanted = sql.SQL(", ").join(map(sql.Identifier, (*_NEEDED, *(["name"] if named else []))))
    query = sql.SQL("SELECT {} FROM {} ORDER BY id").format(wanted, sql.Identifier(ledger.schema, ledger.table))
    try:
        return tuple(LedgerRow(*row) for row in connection.execute(query).fetchall())
    except (errors.QueryCanceled, errors.LockNotAvailable):
        raise  # the ledger may be in order
    except Error as error:
        said = error.diag.message_primary or str(error).strip()
        role, schema = (sql.Identifier(one).as_string(None) for one in (connection.info.user, ledger.schema))
        raise LedgerUnreadable(
            f"The ledger {ledger.schema}.{ledger.table} cannot be read: {said} [{error.sqlstate}].",
            hint="If a right is missing, let its owner, or a superuser, type: "
            f"GRANT USAGE ON SCHEMA {schema} TO {role}; GRANT SELECT ON {_quoted(ledger)} TO {role};",
        ) from None


def refuse_equal_ids(ledger: Ledger, rows: Sequence[LedgerRow]) -> None:
    """Raise LedgerUnusable where an id does not name one row: by their ids they are written to."""
    for id_, count in Counter(row.id for row in rows).items():
        if id_ is None or count > 1:
            what = "a row without an id" if id_ is None else f"{count} rows with the id {id_}"
            raise LedgerUnusable(
                f"The ledger {ledger.schema}.{ledger.table} has {what}.",
                hint="Drizzle's own table has a primary key there; give each row an id of its own.",
            )


def _quoted(ledger: Ledger) -> str:
    from psycopg import sql  # noqa: PLC0415 - `--help` does not pay for it

    return sql.Identifier(ledger.schema, ledger.table).as_string(None)

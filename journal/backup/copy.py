"""Write a copy: a table beside the original, which only its owner can read, with a note in its comment."""

from collections.abc import Sequence
from dataclasses import field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, LiteralString

from journal.backup.definition import definition
from journal.backup.inspect import SourceColumn, SourceTable, find, names_in
from journal.backup.note import CopyNote, Counter, comment_of
from journal.backup.session import transaction
from journal.backup.source import BackupSource, copy_name
from journal.catalog.queries import SETTINGS
from journal.catalog.read import read_schema
from journal.catalog.values import Schema
from journal.connect.target import server_version
from journal.connect.timeouts import RunTimeouts
from journal.dataclass import dataclass
from journal.errors import JournalError

if TYPE_CHECKING:
    from psycopg import Connection, sql

GIGABYTE = 10**9
MAX_SIZE = GIGABYTE
_GRANTEES = """
SELECT DISTINCT pg_class.oid::pg_catalog.regclass::text,
       CASE grantee WHEN 0 THEN '' ELSE pg_catalog.pg_get_userbyid(grantee)::text END
  FROM pg_catalog.pg_class, pg_catalog.aclexplode(relacl)
 WHERE pg_class.oid = %s::pg_catalog.regclass AND grantee <> relowner
"""


class TooLarge(JournalError):
    """The copies would take more than --max-size."""

    code = "backup-too-large"


@dataclass(frozen=True)
class CopyRequest:
    """How to copy. `max_bytes`: the limit for all copies, 0 for none; `now`: the time in their names, in UTC."""

    max_bytes: int = MAX_SIZE
    patience: RunTimeouts = field(default_factory=RunTimeouts)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True)
class Backup:
    """A finished copy: `schema.name` in the database, and its note."""

    schema: str
    name: str
    note: CopyNote

    @property
    def shown(self) -> str:
        """`public._backup_users_20250101000000`."""
        return BackupSource(self.schema, self.name).shown


def back_up(
    connection: "Connection[Any]", sources: Sequence[BackupSource], request: CopyRequest | None = None
) -> tuple[Backup, ...]:
    """Copy each source beside its original, all as of one moment, in one transaction: all copies are made, or none.

    `connection`: in autocommit mode, outside a transaction, its session our own. The caller holds `database_lock` and
    has consent. Raises BackupRefused for what does not exist or cannot be copied, TooLarge, Locked, TimedOut, and
    WriteRefused. No writer has to wait; a change of a table's definition has.
    """
    request = request or CopyRequest()
    found = [find(connection, source) for source in sources]
    refuse_large(found, request.max_bytes)
    with transaction(connection, request.patience, "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ WRITE"):
        for table in {(each.source.schema, each.source.table) for each in found}:
            connection.execute(_sql("LOCK TABLE ONLY {} IN ACCESS SHARE MODE", table))
        connection.execute(SETTINGS)  # values that are kept as text must not depend on the reader's settings
        # The table may have changed since it was looked up; from the lock on it stays the same.
        found = [find(connection, each.source) for each in found]
        schema = read_schema(connection)
        made = [_copy(connection, each, schema, request) for each in found]
    return tuple(made)


def refuse_large(found: Sequence[SourceTable], limit: int) -> None:
    """Raise TooLarge where all copies together would take more than `limit` bytes."""
    total = sum(each.bytes for each in found)
    if limit and total > limit:
        raise TooLarge(
            f"The copy would take about {total / GIGABYTE:.1f} GB of the database's disk, and --max-size is "
            f"{limit / GIGABYTE:g} GB; nothing was written.",
            hint="Check the free space, and allow it with --max-size GB; or write a file: --file PATH.",
        )


def free_name(connection: "Connection[Any]", source: BackupSource, now: datetime) -> str:
    """Return the name that a copy would get now."""
    return copy_name(source, now, names_in(connection, source.schema))


def _copy(connection: "Connection[Any]", found: SourceTable, schema: Schema, request: CopyRequest) -> Backup:
    from psycopg import sql  # noqa: PLC0415 - `--help` does not pay for it

    source, name = found.source, free_name(connection, found.source, request.now)
    words = sql.SQL(", ").join(map(_kept, found.columns))
    original, copy = sql.Identifier(source.schema, source.table), sql.Identifier(source.schema, name)
    done = connection.execute(sql.SQL("CREATE TABLE {} AS SELECT {} FROM ONLY {}").format(copy, words, original))
    counters = []
    for (space, table, column), each in schema.owned.items():
        if (space, table) == (source.schema, source.table) and source.column in ("", column):
            query = _sql("SELECT last_value, is_called FROM {}", (each.schema, each.name))
            counters += [Counter(each.schema, each.name, *row) for row in connection.execute(query).fetchall()]
    note = CopyNote(
        source=source,
        made=request.now,
        rows=done.rowcount,
        owner=found.owner,
        columns=tuple(each.kept for each in found.columns),
        key=found.key,
        counters=tuple(counters),
        definition=definition(schema, source),
        server=server_version(connection),
    )
    connection.execute(sql.SQL("COMMENT ON TABLE {} IS {}").format(copy, sql.Literal(comment_of(note))))
    revoke_from_others(connection, "TABLE", copy.as_string(connection))
    return Backup(source.schema, name, note)


def _kept(column: SourceColumn) -> "sql.Composable":
    """Return a column's values in a type that always exists."""
    from psycopg import sql  # noqa: PLC0415

    name = sql.Identifier(column.name)
    if column.cast:
        return sql.SQL("CAST({} AS {}) AS {}").format(name, sql.SQL(column.cast), name)
    return sql.SQL('{} COLLATE pg_catalog."default" AS {}').format(name, name) if column.own_collation else name


def revoke_from_others(connection: "Connection[Any]", word: LiteralString, name: str) -> None:
    """Revoke what default privileges granted on a new TABLE or SEQUENCE, so that no more roles can read a copy.

    `name` is quoted where it needs it.
    """
    from psycopg import sql  # noqa: PLC0415

    for named, grantee in connection.execute(_GRANTEES, (name,)).fetchall():
        role = sql.Identifier(grantee) if grantee else sql.SQL("PUBLIC")
        words = sql.SQL("REVOKE ALL ON {} {} FROM {}")
        connection.execute(words.format(sql.SQL(word), sql.SQL(named), role))


def _sql(text: str, names: tuple[str, ...]) -> "sql.Composed":
    from psycopg import sql  # noqa: PLC0415

    return sql.SQL(text).format(sql.Identifier(*names))

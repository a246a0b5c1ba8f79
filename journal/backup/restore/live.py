"""What is there now of a copy's original: the copy itself, the table's columns, and the objects around. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.backup.listing import ListedCopy, Whose, read_backups
from journal.backup.note import CopyNote, DefinitionStatement
from journal.backup.source import BackupRefused
from journal.catalog.quoting import readable
from journal.catalog.values import Schema
from journal.ledger.relation import COPIES, FILLS, check_relation

if TYPE_CHECKING:
    from psycopg import Connection

_TRUSTED = """
SELECT owner.rolname = current_user OR owner.rolsuper, owner.rolname::text
  FROM pg_catalog.pg_class JOIN pg_catalog.pg_roles AS owner ON owner.oid = relowner
 WHERE pg_class.oid = %s::pg_catalog.regclass
"""
_TABLE = """
SELECT class.oid, class.relkind::text, pg_catalog.pg_get_userbyid(relowner)::text
  FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE nspname = %s AND relname = %s
"""
_ROLE = """
SELECT current_user::text, coalesce((SELECT pg_catalog.pg_has_role(oid, 'MEMBER') FROM pg_catalog.pg_roles
                                      WHERE rolname = %s), false)
"""
_COLUMNS = """
SELECT attname::text, pg_catalog.format_type(atttypid, atttypmod), attgenerated::text, attidentity::text
  FROM pg_catalog.pg_attribute WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""


@dataclass(frozen=True)
class LiveColumn:
    """A column of the original as it is now. `fixed`: an UPDATE cannot set it."""

    name: str
    type: str
    generated: bool
    fixed: bool


@dataclass(frozen=True)
class CurrentTable:
    """The columns of the original's table now, None without it; the titles of all objects, by kind and name.

    `role` is connected; `may_give_back`: whether it can make the former owner the owner again.
    """

    columns: tuple[LiveColumn, ...] | None
    titles: frozenset[tuple[str, str]]
    role: str
    may_give_back: bool

    @property
    def writable(self) -> dict[str, LiveColumn]:
        """The columns that a value can be put into."""
        return {one.name: one for one in self.columns or () if not one.generated}

    def has(self, one: DefinitionStatement) -> bool:
        """Whether what a statement makes is there."""
        return (one.kind, one.name) in self.titles


def find_backup(connection: "Connection[Any]", name: str) -> tuple[ListedCopy, CopyNote]:
    """Our copy of that name, with or without its schema.

    Raises BackupRefused where there is none, and for one whose note a role has written that may not be trusted with
    what the connected role can do.
    """
    all_ = read_backups(connection)
    found = [one for one in all_ if name in (one.name, one.shown, f"{one.schema}.{one.name}", readable((one.name,)))]
    if len(found) == 1 and found[0].note:
        _refuse_distrusted(connection, found[0])
        check_relation(connection, found[0].schema, found[0].name, COPIES)
        return found[0], found[0].note
    if found:
        why = "there are several of that name" if len(found) > 1 else _why(found[0])
        raise BackupRefused(f"{name}: {why}.", hint="Name the schema as well." if len(found) > 1 else "")
    ours = [one.shown for one in all_ if one.whose is Whose.OURS]
    known = f"Those that are there: {', '.join(ours)}." if ours else "There is none of ours in this database."
    raise BackupRefused(f"There is no backup {name} in this database.", hint=known)


def _why(one: ListedCopy) -> str:
    if one.whose is Whose.LEDGER:
        return "journal repair made this copy of the ledger, and printed with it the SQL that undoes the repair"
    return "this table has no note of ours, so what it is a copy of is not known"


def _refuse_distrusted(connection: "Connection[Any]", one: ListedCopy) -> None:
    from psycopg import sql  # noqa: PLC0415 - `--help` does not pay for it

    name = sql.Identifier(one.schema, one.name).as_string(connection)
    ((trusted, owner),) = connection.execute(_TRUSTED, (name,)).fetchall()
    if not trusted:
        raise BackupRefused(
            f"{one.shown} belongs to {owner}, who may have put any statement into its note, so no other role runs it.",
            hint=f"Connect as {owner}.",
        )


def read_live(connection: "Connection[Any]", note: CopyNote, schema: Schema) -> CurrentTable:
    """Look it up. Raises BackupRefused where something else than a table has the original's name by now, and
    RelationUnsafe where filling it would run what others put there; no trigger fires.
    """
    titles = frozenset((one.kind, one.title) for one in schema.objects.values())
    ((role, may),) = connection.execute(_ROLE, (note.owner,)).fetchall()
    row = connection.execute(_TABLE, (note.source.schema, note.source.table)).fetchone()
    if row is None:
        return CurrentTable(None, titles, role, may)
    if row[1] != "r":
        raise BackupRefused(
            f"{note.source.shown}: what has this name now is no ordinary table.", hint="Rename it first."
        )
    check_relation(connection, note.source.schema, note.source.table, FILLS)
    columns = connection.execute(_COLUMNS, (row[0],)).fetchall()
    return CurrentTable(tuple(map(_column, columns)), titles, role, may)


def _column(row: Sequence[Any]) -> LiveColumn:
    name, type_, generated, identity = row
    return LiveColumn(name, type_, bool(generated), bool(generated) or identity == "a")

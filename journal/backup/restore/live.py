"""Read what exists now: the copy, its original's columns, and the objects of the schema. Reads only."""

from typing import TYPE_CHECKING, Any

from journal.backup.listing import ListedCopy, Whose, read_backups
from journal.backup.note import CopyNote, DefinitionStatement
from journal.backup.source import BackupRefused
from journal.catalog.quoting import readable
from journal.catalog.values import Schema
from journal.connect.relation_safety import COPIES, FILLS, check_relation
from journal.dataclass import dataclass

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
    """A current column of the original. `fixed`: an UPDATE cannot set it."""

    name: str
    type: str
    generated: bool
    fixed: bool


@dataclass(frozen=True)
class CurrentTable:
    """The original's columns and its oid now, None without the table; `titles`: kind and name of all objects.

    `role`: the connected role; `may_give_back`: whether it can make the former owner the owner again.
    """

    columns: tuple[LiveColumn, ...] | None
    titles: frozenset[tuple[str, str]]
    role: str
    may_give_back: bool
    oid: int | None = None

    @property
    def writable(self) -> dict[str, LiveColumn]:
        """The columns that an INSERT can set, by name."""
        return {each.name: each for each in self.columns or () if not each.generated}

    def has(self, each: DefinitionStatement) -> bool:
        """Tell whether the object of a statement exists."""
        return (each.kind, each.name) in self.titles


def find_backup(connection: "Connection[Any]", name: str) -> tuple[ListedCopy, CopyNote]:
    """Return our copy of a name, with or without its schema.

    Raises BackupRefused where there is none, and where its note may be from a role that must not act with the rights
    of the connected role.
    """
    all_ = read_backups(connection)
    found = [
        each for each in all_ if name in (each.name, each.shown, f"{each.schema}.{each.name}", readable((each.name,)))
    ]
    if len(found) == 1:
        return found[0], _trusted_note(connection, found[0], name)
    if found:
        raise BackupRefused(f"{name}: there are several of that name.", hint="Name the schema as well.")
    ours = [each.shown for each in all_ if each.whose is Whose.OURS]
    known = f"The copies are: {', '.join(ours)}." if ours else "This database has no copies."
    raise BackupRefused(f"There is no backup {name} in this database.", hint=known)


def _trusted_note(connection: "Connection[Any]", copy: ListedCopy, name: str) -> CopyNote:
    from psycopg import sql  # noqa: PLC0415 - `--help` does not pay for it

    if not copy.note:
        why = "this table has no note of `drizzle-journal backup`, so its original is unknown"
        if copy.whose is Whose.LEDGER:
            why = "a command that changed the ledger made this copy of it, and printed the SQL that undoes it"
        raise BackupRefused(f"{name}: {why}.")
    quoted = sql.Identifier(copy.schema, copy.name).as_string(connection)
    ((trusted, owner),) = connection.execute(_TRUSTED, (quoted,)).fetchall()
    if not trusted:
        raise BackupRefused(
            f"{copy.shown} belongs to {owner}, who may have put any statement into its note, so no other role runs it.",
            hint=f"Connect as {owner}.",
        )
    check_relation(connection, copy.schema, copy.name, COPIES)
    return copy.note


def read_live(connection: "Connection[Any]", note: CopyNote, schema: Schema) -> CurrentTable:
    """Return the original as it is now. Raises BackupRefused where its name is not that of a table any more, and
    RelationUnsafe where filling it would run code of others; no trigger fires.
    """
    titles = frozenset((each.kind, each.title) for each in schema.objects.values())
    ((role, may),) = connection.execute(_ROLE, (note.owner,)).fetchall()
    row = connection.execute(_TABLE, (note.source.schema, note.source.table)).fetchone()
    if row is None:
        return CurrentTable(None, titles, role, may)
    if row[1] != "r":
        raise BackupRefused(
            f"{note.source.shown}: this name is not that of an ordinary table now.", hint="Rename it first."
        )
    check_relation(connection, note.source.schema, note.source.table, FILLS)
    columns = connection.execute(_COLUMNS, (row[0],)).fetchall()
    found = (
        LiveColumn(name, type_, bool(generated), bool(generated) or identity == "a")
        for name, type_, generated, identity in columns
    )
    return CurrentTable(tuple(found), titles, role, may, row[0])

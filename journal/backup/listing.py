"""The copies in a database: ours with their notes, those of the ledger, and tables that are only named like one."""

from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from journal.backup.note import CopyNote, note_of
from journal.backup.source import PREFIX, BackupSource
from journal.connect.session import reading
from journal.connect.target import NOWHERE, Target, server_version
from journal.dataclass import dataclass
from journal.ledger.backup_name import BACKUP as LEDGER_BACKUP
from journal.ledger.backup_name import MANUAL_COPY
from journal.project.project import Result

if TYPE_CHECKING:
    from psycopg import Connection

_LIKELY = """
SELECT space.nspname::text, class.relname::text, pg_catalog.pg_get_userbyid(class.relowner)::text,
       pg_catalog.obj_description(class.oid, 'pg_class'), pg_catalog.pg_table_size(class.oid)
  FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE relkind IN ('r', 'p') AND relpersistence <> 't' AND nspname OPERATOR(pg_catalog.!~) '^pg_'
   AND relname OPERATOR(pg_catalog.~*) '(^|_)(backup|bak|bkp)(_|[0-9]|$)'
 ORDER BY 1, 2
"""
_EXISTING = """
SELECT space.nspname::text, class.relname::text, ARRAY(SELECT attname::text FROM pg_catalog.pg_attribute
         WHERE attrelid = class.oid AND attnum > 0 AND NOT attisdropped)
  FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE relkind IN ('r', 'p', 'f', 'v', 'm')
"""


class Whose(StrEnum):
    """Who made a copy: `backup`, a command that changed a ledger, or another program."""

    OURS = "ours"
    LEDGER = "ledger"
    OTHER = "other"


@dataclass(frozen=True)
class ListedCopy:
    """A table that is a copy, or is named like one. `original`: whether its original exists, None where unknown."""

    schema: str
    name: str
    owner: str
    bytes: int
    whose: Whose
    note: CopyNote | None
    original: bool | None

    @property
    def shown(self) -> str:
        """`public._backup_users_20250101000000`."""
        return BackupSource(self.schema, self.name).shown


@dataclass(frozen=True)
class Listing(Result):
    """The copies, by schema and name."""

    document: ClassVar[str] = "backup.list_json"

    database: str
    server_version: str
    backups: tuple[ListedCopy, ...]
    target: Target = field(default=NOWHERE, kw_only=True)


def list_backups(target: Target) -> Listing:
    """List the copies in a read-only transaction. Raises DatabaseUnreachable or TimedOut."""
    with reading(target) as connection:
        return Listing(connection.info.dbname, server_version(connection), read_backups(connection))


def read_backups(connection: "Connection[Any]") -> tuple[ListedCopy, ...]:
    """Return the copies, on a connection."""
    existing = {(space, name): frozenset(columns) for space, name, columns in connection.execute(_EXISTING).fetchall()}
    found = []
    for space, name, owner, comment, size in connection.execute(_LIKELY).fetchall():
        note = note_of(comment) if name.startswith(PREFIX) else None
        of_ledger = LEDGER_BACKUP in name or comment == MANUAL_COPY
        whose = Whose.OURS if note else Whose.LEDGER if of_ledger else Whose.OTHER
        columns = existing.get((note.source.schema, note.source.table)) if note else None
        original = columns is not None and note.source.column in {"", *columns} if note else None
        found.append(ListedCopy(space, name, owner, size, whose, note, original))
    return tuple(found)

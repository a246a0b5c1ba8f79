"""What the role may do to a ledger, and what of the ledger exists: one query, before anything is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import quoted
from journal.errors import JournalError
from journal.project.settings import Ledger

if TYPE_CHECKING:
    from psycopg import Connection

# Each value is NULL where the object it is about does not exist.
_QUERY = """
SELECT pg_catalog.current_database()::text, CURRENT_USER::text,
       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
       pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('default_transaction_read_only') = 'on',
       space.oid IS NOT NULL, ledger.oid IS NOT NULL,
       pg_catalog.has_schema_privilege(space.oid, 'USAGE'), pg_catalog.has_schema_privilege(space.oid, 'CREATE'),
       pg_catalog.has_table_privilege(ledger.oid, 'SELECT'), pg_catalog.has_table_privilege(ledger.oid, 'INSERT'),
       pg_catalog.has_table_privilege(ledger.oid, 'UPDATE'), pg_catalog.has_table_privilege(ledger.oid, 'DELETE'),
       sequence.oid::pg_catalog.regclass::text, pg_catalog.has_sequence_privilege(sequence.oid, 'USAGE')
  FROM (SELECT) AS here
  LEFT JOIN pg_catalog.pg_namespace AS space ON space.nspname = %s
  LEFT JOIN pg_catalog.pg_class AS ledger ON ledger.relnamespace = space.oid AND ledger.relname = %s
  LEFT JOIN pg_catalog.pg_attribute AS id ON id.attrelid = ledger.oid AND id.attname = 'id'
  LEFT JOIN (pg_catalog.pg_depend AS owned
             JOIN pg_catalog.pg_class AS sequence ON sequence.oid = owned.objid AND sequence.relkind = 'S')
    ON owned.refobjid = id.attrelid AND owned.refobjsubid = id.attnum AND owned.deptype = 'a'
"""


class RightMissing(JournalError):
    """The role lacks a privilege that the write takes."""

    code = "right-missing"


class DatabaseReadOnly(JournalError):
    """Nothing can be written to this database: it is a standby, or its transactions are read-only."""

    code = "database-read-only"


@dataclass(frozen=True)
class NeededPrivileges:
    """The privileges on the table that a write takes, such as `INSERT`, and whether it creates a table beside it.

    UPDATE is one of them for an INSERT: without it the lock that keeps a running migrate out is refused.
    """

    privileges: frozenset[str]
    makes_a_table: bool = False


@dataclass(frozen=True)
class Privileges:
    """What exists, and what prevents a write. `grants` are the GRANT statements that give what is missing.

    `may_create`: the role has CREATE on the database. `read_only` is the reason why nothing can be written, or empty.
    """

    database: str
    role: str
    may_create: bool
    schema: bool
    table: bool
    read_only: str
    grants: tuple[str, ...]

    def refuse(self) -> None:
        """Raise DatabaseReadOnly or RightMissing where the write would fail."""
        if self.read_only:
            raise DatabaseReadOnly(
                f"The database {self.database} takes no writes: {self.read_only}.", hint="Give the URL of the primary."
            )
        if self.grants:
            raise RightMissing(
                f"The role {self.role} lacks a privilege in the database {self.database} that this takes.",
                hint=f"As the owner or a superuser, run: {' '.join(f'{grant};' for grant in self.grants)}",
            )


def read_privileges(connection: "Connection[Any]", ledger: Ledger, needs: NeededPrivileges) -> Privileges:
    """Read them for the connected role. Nothing is written, and no privilege is needed for it."""
    (found,) = connection.execute(_QUERY, (ledger.schema, ledger.table)).fetchall()
    database, role, may_create, standby, read_only, schema, table, *rights = found
    why = "it is a standby" if standby else "transactions are read-only here" if read_only else ""
    missing = _missing(ledger, needs, (database, may_create), rights)
    grants = tuple(f"GRANT {privilege} TO {quoted(role)}" for privilege in missing)
    return Privileges(database, role, may_create, schema, table, why, grants)


def _missing(ledger: Ledger, needs: NeededPrivileges, database: tuple[str, bool], rights: list[Any]) -> Iterator[str]:
    """Yield the privileges that are missing, as GRANT names them; those of an object that does not exist are None."""
    usage, create, *on_table, sequence, on_sequence = rights
    if usage is None and not database[1]:
        yield f"CREATE ON DATABASE {quoted(database[0])}"
    if usage is False:
        yield f"USAGE ON SCHEMA {quoted(ledger.schema)}"
    if create is False and (on_table[0] is None or needs.makes_a_table):
        yield f"CREATE ON SCHEMA {quoted(ledger.schema)}"
    for privilege, granted in zip(("SELECT", "INSERT", "UPDATE", "DELETE"), on_table, strict=True):
        if granted is False and privilege in needs.privileges:
            yield f"{privilege} ON {quoted(ledger.schema, ledger.table)}"
    if on_sequence is False and "INSERT" in needs.privileges:
        yield f"USAGE ON SEQUENCE {sequence}"

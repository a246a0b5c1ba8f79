"""What the role may do to a ledger, and what of the ledger exists: one query, before anything is written."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import quoted
from journal.dataclass import dataclass
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
_RIGHTS = """
SELECT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
       (SELECT pg_catalog.has_schema_privilege(oid, 'CREATE') FROM pg_catalog.pg_namespace WHERE nspname = %(schema)s),
       (SELECT pg_catalog.has_schema_privilege(oid, 'USAGE') FROM pg_catalog.pg_namespace WHERE nspname = %(schema)s),
       pg_catalog.has_table_privilege(%(oid)s::pg_catalog.oid, 'UPDATE'),
       (SELECT pg_catalog.pg_has_role(relowner, 'USAGE') FROM pg_catalog.pg_class WHERE oid = %(oid)s)
"""


class RightMissing(JournalError):
    """The role lacks a privilege that the write takes."""

    code = "right-missing"


class DatabaseReadOnly(JournalError):
    """Nothing can be written to this database: it is a standby, or its transactions are read-only."""

    code = "database-read-only"


@dataclass(frozen=True)
class Rights:
    """Which of the statements of `migrate` the role may send: CREATE SCHEMA, CREATE TABLE, …"""

    create_schema: bool = True
    create_table: bool = True
    usage: bool = True
    update: bool = True
    alter: bool = True


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


def read_rights(connection: "Connection[Any]", ledger: Ledger, oid: int | None = None) -> Rights:
    """Return the role's rights; it will own what does not exist yet, and so has every right there."""
    row = connection.execute(_RIGHTS, {"schema": ledger.schema, "oid": oid}).fetchone()
    return Rights(*(right is not False for right in row or ()))


def read_privileges(
    connection: "Connection[Any]", ledger: Ledger, needed: Collection[str] = (), *, makes_a_table: bool = False
) -> Privileges:
    """Read them for the connected role. Nothing is written, and no privilege is needed for it.

    `needed`: the privileges on the table that a write takes, such as `INSERT`; UPDATE is one of them for it,
    because the lock that keeps a running migrate out takes it. `makes_a_table`: a table is created beside the ledger.
    """
    (found,) = connection.execute(_QUERY, (ledger.schema, ledger.table)).fetchall()
    database, role, may_create, standby, read_only, schema, table, *rest = found
    usage, create, *on_table, sequence, on_sequence = rest  # each is None where the object does not exist
    names = ("SELECT", "INSERT", "UPDATE", "DELETE")
    missing = {
        f"CREATE ON DATABASE {quoted(database)}": usage is None and not may_create,
        f"USAGE ON SCHEMA {quoted(ledger.schema)}": usage is False,
        f"CREATE ON SCHEMA {quoted(ledger.schema)}": create is False and (makes_a_table or not table),
        **{
            f"{name} ON {quoted(ledger.schema, ledger.table)}": granted is False and name in needed
            for name, granted in zip(names, on_table, strict=True)
        },
        f"USAGE ON SEQUENCE {sequence}": on_sequence is False and "INSERT" in needed,
    }
    grants = tuple(f"GRANT {name} TO {quoted(role)}" for name, is_missing in missing.items() if is_missing)
    why = "it is a standby" if standby else "transactions are read-only here" if read_only else ""
    return Privileges(database, role, may_create, schema, table, why, grants)

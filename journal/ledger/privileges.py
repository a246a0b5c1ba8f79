"""What a role may do to a ledger, and what of it is there: looked up before anything is written."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.errors import JournalError
from journal.project.settings import Ledger

if TYPE_CHECKING:
    from psycopg import Connection

_HERE = """
SELECT pg_catalog.current_database(), CURRENT_USER,
       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
       pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('default_transaction_read_only') = 'on'
"""
_SCHEMA = """
SELECT pg_catalog.has_schema_privilege(oid, 'USAGE'), pg_catalog.has_schema_privilege(oid, 'CREATE')
  FROM pg_catalog.pg_namespace WHERE nspname = %s
"""
# Whoever may only insert may not take the lock that keeps a running migrate out.
_TABLE = """
SELECT pg_catalog.has_table_privilege(class.oid, 'SELECT'), pg_catalog.has_table_privilege(class.oid, 'INSERT'),
       pg_catalog.has_table_privilege(class.oid, 'UPDATE'), pg_catalog.has_table_privilege(class.oid, 'DELETE')
  FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE space.nspname = %s AND class.relname = %s
"""
_SEQUENCE = """
SELECT pg_catalog.has_sequence_privilege(held.objid, 'USAGE'), held.objid::pg_catalog.regclass::text
  FROM pg_catalog.pg_depend AS held JOIN pg_catalog.pg_class AS class ON class.oid = held.objid
  JOIN pg_catalog.pg_attribute AS id ON id.attrelid = held.refobjid AND id.attnum = held.refobjsubid
  JOIN pg_catalog.pg_class AS ledger ON ledger.oid = held.refobjid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = ledger.relnamespace
 WHERE class.relkind = 'S' AND held.deptype = 'a' AND id.attname = 'id'
   AND space.nspname = %s AND ledger.relname = %s
"""


class RightMissing(JournalError):
    """The role may not do what is to be done."""

    code = "right-missing"


class DatabaseReadOnly(JournalError):
    """Nothing can be written to this database: it is a standby, or the role or the database is set so."""

    code = "database-read-only"


@dataclass(frozen=True)
class NeededPrivileges:
    """What is to be done with the table, if it is there: privileges such as `INSERT`; and a table beside it."""

    privileges: frozenset[str]
    makes_a_table: bool = False


@dataclass(frozen=True)
class Privileges:
    """What is there, and what speaks against a write. `grants` are the statements that would give what is missing."""

    database: str
    schema: bool
    table: bool
    read_only: str
    grants: tuple[str, ...]

    def refuse(self) -> None:
        """Raise DatabaseReadOnly or RightMissing where the write could not be."""
        if self.read_only:
            raise DatabaseReadOnly(
                f"The database {self.database} takes no writes: {self.read_only}.", hint="Give the URL of the primary."
            )
        if self.grants:
            raise RightMissing(
                f"The role lacks a right in the database {self.database} that this takes.",
                hint=f"Let its owner, or a superuser, type: {' '.join(f'{grant};' for grant in self.grants)}",
            )


def read_privileges(connection: "Connection[Any]", ledger: Ledger, needs: NeededPrivileges) -> Privileges:
    """Look it up. Nothing is written, and no right is needed for it."""
    ((database, role, may_create, standby, read_only),) = connection.execute(_HERE).fetchall()
    schema = connection.execute(_SCHEMA, (ledger.schema,)).fetchone()
    table = connection.execute(_TABLE, (ledger.schema, ledger.table)).fetchone()
    grants = _Grants(role)
    if schema is None:
        grants.need(may_create, "CREATE ON DATABASE {}", database)
    else:
        grants.need(schema[0], "USAGE ON SCHEMA {}", ledger.schema)
        grants.need(schema[1] or (table is not None and not needs.makes_a_table), "CREATE ON SCHEMA {}", ledger.schema)
    if table:
        for privilege, held in zip(("SELECT", "INSERT", "UPDATE", "DELETE"), table, strict=True):
            if privilege in needs.privileges:
                grants.need(held, f"{privilege} ON {{}}", ledger.schema, ledger.table)
        sequence = connection.execute(_SEQUENCE, (ledger.schema, ledger.table)).fetchone()
        if sequence and "INSERT" in needs.privileges and not sequence[0]:
            grants.found.append(f"GRANT USAGE ON SEQUENCE {sequence[1]} TO {grants.role}")
    why = "it is a standby" if standby else "transactions are read-only here" if read_only else ""
    return Privileges(database, schema is not None, table is not None, why, tuple(grants.found))


class _Grants:
    """The statements that are missing, for one role."""

    def __init__(self, role: str) -> None:
        self.role = _quoted(role)
        self.found: list[str] = []

    def need(self, held: bool, what: str, *names: str) -> None:
        if not held:
            self.found.append(f"GRANT {what.format(_quoted(*names))} TO {self.role}")


def _quoted(*names: str) -> str:
    from psycopg import sql  # noqa: PLC0415 - `--help` does not pay for it

    return sql.Identifier(*names).as_string(None)

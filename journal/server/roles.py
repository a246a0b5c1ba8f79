"""The roles on a temporary server: a superuser of ours, and the owner as whom migrations run."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg import Connection

SUPERUSER = "journal_superuser"
OWNER = "postgres"
"""The name that dumps give to the owner of everything; on a temporary server it is not a superuser."""

DATABASE = "postgres"


def may_create_roles(major: int) -> bool:
    """Tell whether CREATEROLE is safe: before PostgreSQL 16, it allows to become pg_execute_server_program."""
    return major >= 16


def create_owner(admin: "Connection[Any]", name: str, password: str, *, creates_roles: bool) -> None:
    """Create the role that migrations run as. `admin` is a superuser's connection in autocommit mode.

    `creates_roles` is for servers that are thrown away: roles belong to the server, not to the database.
    """
    from psycopg import sql

    creates_roles = creates_roles and may_create_roles(admin.info.server_version // 10000)
    rights = sql.SQL("LOGIN CREATEROLE" if creates_roles else "LOGIN")
    admin.execute(sql.SQL("CREATE ROLE {} {} PASSWORD {}").format(sql.Identifier(name), rights, sql.Literal(password)))

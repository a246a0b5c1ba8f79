"""Copies of a database on a temporary server: PostgreSQL clones its files, which is faster than a replay."""

import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from journal.connect.session import server_message
from journal.connect.temporary import connect, conninfo_of
from journal.errors import ServerFailed
from journal.server.provider import Server

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.sql import Composed

MARK = "_copy_"
"""In the name of a copy, between the name of the server's own database and a random number."""

_GONE_SECONDS = 10.0
_SESSIONS = """
SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity WHERE datname = %s AND pid <> pg_catalog.pg_backend_pid()
"""
_IS_TEMPLATE = "SELECT datistemplate FROM pg_catalog.pg_database WHERE datname = %s"
_PREPARED = "SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE database = %s"
_SETTINGS = """
SELECT rolname::text, setconfig FROM pg_catalog.pg_db_role_setting
  JOIN pg_catalog.pg_database AS source ON source.oid = setdatabase LEFT JOIN pg_catalog.pg_roles AS role
    ON role.oid = setrole WHERE datname = %s AND (setrole = 0 OR role.oid IS NOT NULL)
"""
_LISTS = frozenset({"search_path", "temp_tablespaces"})
_NOT_COPIED = frozenset({"session_preload_libraries", "local_preload_libraries"})
"""If such a library is missing or broken, no session begins."""
_ELEMENT = re.compile(r'"((?:[^"]|"")*)"|([^,\s"]+)')


@contextmanager
def copied(server: Server, of: str) -> Iterator[str]:
    """Copy the database of the libpq text `of`, return the same text for the copy, and drop it at the end.

    Sessions in `of` that are just ending are waited for. The settings of ALTER DATABASE and ALTER ROLE … IN DATABASE
    are copied, too. Raises ServerFailed if a session stays connected.
    """
    from psycopg import sql
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    control = server.admin or server.conninfo
    own, source = (str(conninfo_to_dict(conninfo)["dbname"]) for conninfo in (control, of))
    name = f"{own}{MARK}{secrets.token_hex(4)}"
    owner = str(conninfo_to_dict(server.conninfo)["user"])
    try:
        with connect(control) as connection:
            _wait_until_alone(connection, source)
            # From 15 on the default would write every page to the log.
            strategy = "STRATEGY file_copy" if connection.info.server_version >= 150000 else ""
            command = sql.SQL(f"CREATE DATABASE {{}} OWNER {{}} TEMPLATE {{}} {strategy}")
            connection.execute(command.format(*map(sql.Identifier, (name, owner, source))))
            _copy_settings(connection, source, name)
        yield make_conninfo(of, dbname=name)
    finally:
        with connect(control) as connection:
            _wait_until_alone(connection, name)
            drop_database(connection, name)


def _wait_until_alone(connection: "Connection[Any]", database: str) -> None:
    """PostgreSQL itself waits 100 ms before it checks again."""
    deadline = time.monotonic() + _GONE_SECONDS
    while connection.execute(_SESSIONS, (database,)).fetchone() != (0,):
        if time.monotonic() > deadline:
            raise ServerFailed(f"The database {database} cannot be copied: a session stays connected to it.")
        time.sleep(0.001)


def _copy_settings(connection: "Connection[Any]", source: str, name: str) -> None:
    """Copy them from the catalog: no session is opened in the source, whose settings decide what its sessions run."""
    import psycopg

    for role, settings in connection.execute(_SETTINGS, (source,)).fetchall():
        for setting, _, value in (assignment.partition("=") for assignment in settings):
            if setting.lower() in _NOT_COPIED:
                continue
            try:
                connection.execute(_alter(name, role, setting, value))
            except psycopg.Error as error:
                message = f"The setting {setting} of {source} cannot be copied: {server_message(error)}."
                raise ServerFailed(message) from None


def _alter(name: str, role: str | None, setting: str, value: str) -> "Composed":
    """Return ALTER DATABASE or ALTER ROLE … IN DATABASE. A list of names such as `"$user", public` is taken apart."""
    from psycopg import sql

    whose = "ALTER ROLE {role} IN DATABASE {database}" if role is not None else "ALTER DATABASE {database}"
    elements = [value]
    if setting.lower() in _LISTS:
        found = _ELEMENT.finditer(value)
        elements = [one[2] if one[1] is None else one[1].replace('""', '"') for one in found] or [""]
    return sql.SQL(f"{whose} SET {{setting}} = {{value}}").format(
        role=sql.Identifier(role or ""),
        database=sql.Identifier(name),
        setting=sql.Identifier(*setting.split(".")),
        value=sql.SQL(", ").join(map(sql.Literal, elements)),
    )


def drop_database(connection: "Connection[Any]", name: str) -> None:
    """Drop a temporary database, even if its migrations made it a template or left prepared transactions.

    `connection` is for another database of the server.
    """
    from psycopg import errors, sql

    database = sql.Identifier(name)
    if connection.execute(_IS_TEMPLATE, (name,)).fetchone() == (True,):
        connection.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(database))
    force = sql.SQL(" WITH (FORCE)" if connection.info.server_version >= 130000 else "")
    drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(database) + force
    try:
        connection.execute(drop)
    except errors.ObjectInUse:
        # Only a session of the database may roll back the transactions that are prepared in it.
        if gids := connection.execute(_PREPARED, (name,)).fetchall():
            connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(database))
            with connect(conninfo_of(connection, name)) as inside:
                for (gid,) in gids:
                    inside.execute(sql.SQL("ROLLBACK PREPARED {}").format(sql.Literal(gid)))
        connection.execute(drop)

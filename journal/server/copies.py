"""Copies of a database on a temporary server: PostgreSQL clones its files, which is faster than replaying."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from journal.connect.private import connect
from journal.errors import ServerFailed
from journal.server.base import Server

if TYPE_CHECKING:
    from psycopg import Connection

MARK = "_copy_"
"""What stands in the name of a copy, between the name of the server's own database and a random number."""

_GONE_SECONDS = 10.0
_SESSIONS = "SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datname = %s AND pid <> pg_catalog.pg_backend_pid()"
_SETTINGS = """
SELECT pg_catalog.split_part(one, '=', 1) FROM pg_catalog.pg_db_role_setting, pg_catalog.unnest(setconfig) AS one
 WHERE setrole = 0 AND setdatabase = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
"""


@contextmanager
def copied(server: Server, of: str) -> Iterator[str]:
    """A copy of a database of that server, as the libpq text of its owner; it is gone at the end.

    Nobody may be connected to `of`; sessions that are just ending are waited for. What ALTER DATABASE has set for all
    roles is copied, too. Raises ServerFailed when somebody stays connected.
    """
    from psycopg.conninfo import conninfo_to_dict, make_conninfo  # noqa: PLC0415 - `--help` does not pay for it

    control = server.admin or server.conninfo
    own = str(conninfo_to_dict(control)["dbname"])
    source = str(conninfo_to_dict(of)["dbname"])
    name = f"{own}{MARK}{secrets.token_hex(4)}"
    with connect(control) as connection:
        _create(connection, name, source, str(conninfo_to_dict(server.conninfo)["user"]))
    _copy_settings(make_conninfo(control, dbname=source), name)
    try:
        yield make_conninfo(of, dbname=name)
    finally:
        with connect(control) as connection:
            _drop(connection, name)


def _create(connection: "Connection[Any]", name: str, source: str, owner: str) -> None:
    from psycopg import sql  # noqa: PLC0415

    _wait_until_alone(connection, source)
    # From 15 on the default would write every page to the log.
    strategy = "STRATEGY file_copy" if connection.info.server_version >= 150000 else ""
    command = sql.SQL(f"CREATE DATABASE {{}} OWNER {{}} TEMPLATE {{}} {strategy}")
    connection.execute(command.format(*map(sql.Identifier, (name, owner, source))))


def _wait_until_alone(connection: "Connection[Any]", database: str) -> None:
    """PostgreSQL itself looks again only after 100 ms."""
    deadline = time.monotonic() + _GONE_SECONDS
    while connection.execute(_SESSIONS, (database,)).fetchone() != (0,):
        if time.monotonic() > deadline:
            raise ServerFailed(f"The database {database} cannot be copied: somebody stays connected to it.")
        time.sleep(0.001)


def _copy_settings(source: str, name: str) -> None:
    """`FROM CURRENT` in a new session of the source, which has them."""
    from psycopg import sql  # noqa: PLC0415

    with connect(source) as connection:
        for (setting,) in connection.execute(_SETTINGS).fetchall():
            command = sql.SQL("ALTER DATABASE {} SET {} FROM CURRENT")
            connection.execute(command.format(sql.Identifier(name), sql.Identifier(*setting.split("."))))


def _drop(connection: "Connection[Any]", name: str) -> None:
    from psycopg import sql  # noqa: PLC0415

    _wait_until_alone(connection, name)
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))

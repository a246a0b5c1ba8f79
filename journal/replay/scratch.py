"""A scratch database: made for one run, with a name of its own, and dropped at the end."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from journal.server.base import Server


@contextmanager
def scratch_database(server: Server) -> Iterator[str]:
    """Create an empty database on the server; yields its conninfo. It is dropped, connections or not.

    On a disposable server it goes with the server.
    """
    import psycopg  # noqa: PLC0415 - the server boots meanwhile
    from psycopg import conninfo, sql  # noqa: PLC0415

    name = f"journal_scratch_{secrets.token_hex(6)}"
    with psycopg.connect(server.conninfo, autocommit=True) as admin:
        # Since 15 the default is to log every block, which is slower for a database as small as this.
        strategy = sql.SQL(" STRATEGY file_copy" if admin.info.server_version >= 150000 else "")
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template1").format(sql.Identifier(name)) + strategy)
    try:
        yield conninfo.make_conninfo(server.conninfo, dbname=name)
    finally:
        if not server.disposable:
            _drop(server, name)


def _drop(server: Server, name: str) -> None:
    import psycopg  # noqa: PLC0415 - the server boots meanwhile
    from psycopg import sql  # noqa: PLC0415

    with psycopg.connect(server.conninfo, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

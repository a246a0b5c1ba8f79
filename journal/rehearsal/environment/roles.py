"""Roles belong to the server, not to a database: those that a run on a copy makes or drops are undone with it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from journal.connect.temporary import connect
from journal.folder.migrations import Migration
from journal.replay.explain import Explanation
from journal.server.provider import Server

_SPEAKS_OF_ROLES = re.compile(r"\b(create|drop)\s+(role|user|group)\b", re.IGNORECASE)
_MAY = "SELECT rolcreaterole OR rolsuper FROM pg_catalog.pg_roles WHERE rolname = %s"
_NAMES = "SELECT rolname::text FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_'"


def speaks_of_roles(migration: Migration) -> bool:
    """Whether a file may make or drop one."""
    return _SPEAKS_OF_ROLES.search(migration.text) is not None


def held_elsewhere(failed: Explanation) -> bool:
    """Whether a role cannot be dropped because another database has something of it: here that is another copy."""
    refusal = failed.refusal
    return refusal.sqlstate == "2BP01" and re.search(r"objects? in database ", refusal.detail) is not None


class Roles:
    """Which roles came and went by the runs on each database. Without a file that speaks of them, nothing is asked.

    On a server of the user's others make and drop roles, too, and that stays: where the runs may not make roles,
    nothing is undone, and where they run as superuser, only roles that the files name.
    """

    def __init__(self, server: Server, migrations: Iterable[Migration]) -> None:
        speaking = [one.text for one in migrations if speaks_of_roles(one)]
        self._control = server.admin if speaking and _may_create_roles(server) else None
        self._named = "\n".join(speaking) if server.conninfo == server.admin else None
        self._came: dict[str, set[str]] = defaultdict(set)
        self._went: dict[str, set[str]] = defaultdict(set)

    @contextmanager
    def watched(self, database: str) -> Iterator[None]:
        """Around a run on that database."""
        before = self._names()
        try:
            yield
        finally:
            after = self._names()
            self._came[database] |= after - before
            self._went[database] |= before - after

    def put_back(self, database: str) -> None:
        """After the database is gone: the server has the roles that it would have without it."""
        from psycopg import Error, sql  # noqa: PLC0415

        came, went = self._came.pop(database, set()), self._went.pop(database, set())
        if self._control is None or not came | went:
            return
        with connect(self._control) as connection:
            for word, names in (("DROP ROLE IF EXISTS", came - went), ("CREATE ROLE", went - came)):
                for name in names:
                    with suppress(Error):  # another copy may have something of it
                        connection.execute(sql.SQL(f"{word} {{}}").format(sql.Identifier(name)))

    def _names(self) -> set[str]:
        if self._control is None:
            return set()
        with connect(self._control) as connection:
            names = {name for (name,) in connection.execute(_NAMES)}
        return {name for name in names if self._named is None or name in self._named}


def _may_create_roles(server: Server) -> bool:
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

    if server.admin is None:
        return False
    with connect(server.admin) as connection:
        found = connection.execute(_MAY, (conninfo_to_dict(server.conninfo).get("user"),)).fetchone()
    return bool(found and found[0])

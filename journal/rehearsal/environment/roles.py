"""Roles belong to the server: those that a run on a copy of a database creates or drops are reverted with it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from journal.connect.temporary import connect
from journal.folder.migrations import Migration
from journal.replay.explain import Explanation
from journal.server.provider import Server

_ROLE_STATEMENT = re.compile(r"\b(create|drop)\s+(role|user|group)\b", re.IGNORECASE)
_MAY = "SELECT rolcreaterole OR rolsuper FROM pg_catalog.pg_roles WHERE rolname = %s"
_NAMES = "SELECT rolname::text FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_'"


def may_change_roles(migration: Migration) -> bool:
    """Tell whether a file may create or drop a role."""
    return _ROLE_STATEMENT.search(migration.text) is not None


def is_role_in_use(failed: Explanation) -> bool:
    """Tell whether a role cannot be dropped because another database uses it: here that is another copy."""
    refusal = failed.refusal
    return refusal.sqlstate == "2BP01" and re.search(r"objects? in database ", refusal.detail) is not None


class Roles:
    """Records the roles that the runs on each database created and dropped, if a file may change roles at all.

    On the user's own server, other sessions change roles, too, and these changes stay: where the runs may not create
    roles, nothing is reverted, and where they run as superuser, only roles that the files name.
    """

    def __init__(self, server: Server, migrations: Iterable[Migration]) -> None:
        texts = [migration.text for migration in migrations if may_change_roles(migration)]
        self._control: str | None = None
        if texts and server.admin is not None:
            from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

            user = conninfo_to_dict(server.conninfo).get("user")
            with connect(server.admin) as connection:
                found = connection.execute(_MAY, (user,)).fetchone()
            self._control = server.admin if found and found[0] else None
        self._named = "\n".join(texts) if server.conninfo == server.admin else None
        self._created: dict[str, set[str]] = defaultdict(set)
        self._dropped: dict[str, set[str]] = defaultdict(set)

    @contextmanager
    def watched(self, database: str) -> Iterator[None]:
        """Record the roles that change while a run on this database is in the block."""
        before = self._names()
        try:
            yield
        finally:
            after = self._names()
            self._created[database] |= after - before
            self._dropped[database] |= before - after

    def put_back(self, database: str) -> None:
        """Revert the changes of roles by the runs on a database, after it was dropped."""
        from psycopg import Error, sql  # noqa: PLC0415

        created, dropped = self._created.pop(database, set()), self._dropped.pop(database, set())
        if self._control is None or not created | dropped:
            return
        with connect(self._control) as connection:
            for word, names in (("DROP ROLE IF EXISTS", created - dropped), ("CREATE ROLE", dropped - created)):
                for name in names:
                    with suppress(Error):  # another copy may use it
                        connection.execute(sql.SQL(f"{word} {{}}").format(sql.Identifier(name)))

    def _names(self) -> set[str]:
        if self._control is None:
            return set()
        with connect(self._control) as connection:
            names = {name for (name,) in connection.execute(_NAMES)}
        return {name for name in names if self._named is None or name in self._named}

"""A server that the user names: a scratch database with a new name is created on it, and dropped."""

import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from journal.connect.opening import pin
from journal.connect.pins import ADMIN
from journal.connect.session import server_message, writing
from journal.connect.target import Target
from journal.connect.temporary import NoSession, connect_as_user, private_conninfo
from journal.dataclass import dataclass
from journal.errors import ServerFailed
from journal.server.copies import MARK, drop_database
from journal.server.provider import SCRATCH, KeptDatabase, Server, create_owner

if TYPE_CHECKING:
    from psycopg import Connection

_SCRATCH = re.compile(rf"({SCRATCH}[0-9a-f]{{16}})({MARK}[0-9a-f]+)?\Z")

_NAMES = "SELECT datname::text FROM pg_catalog.pg_database UNION SELECT rolname::text FROM pg_catalog.pg_roles"
_COPIES = "SELECT datname::text FROM pg_catalog.pg_database WHERE pg_catalog.starts_with(datname, %s)"
# The process that has a scratch database holds this lock in the database of the URL for as long as it lives.
_TRY_LOCK = "SELECT pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended(%s, 0))"
_UNLOCK = "SELECT pg_catalog.pg_advisory_unlock(pg_catalog.hashtextextended(%s, 0))"
# Those of seed SQL, whose databases are gone: `seed.py` wrote the comment.
_MARKED_ROLES = """
SELECT rolname::text FROM pg_catalog.pg_roles AS role
 WHERE pg_catalog.shobj_description(role.oid, 'pg_authid') OPERATOR(pg_catalog.~) %s
   AND pg_catalog.shobj_description(role.oid, 'pg_authid') NOT IN (SELECT datname::text FROM pg_catalog.pg_database)
"""
_RIGHTS = "SELECT rolname::text, rolsuper, rolcreatedb FROM pg_catalog.pg_roles WHERE rolname = CURRENT_USER"
_CREATE = "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"


@dataclass(frozen=True)
class ExistingProvider:
    """Scratch databases on the server of `target`, whose role must be allowed to create databases."""

    target: Target

    def kept(self, names: Sequence[str]) -> None:
        """Return None: nothing is kept on a server that is not ours."""

    @contextmanager
    def start(self, kept: KeptDatabase | None = None) -> Iterator[Server]:
        """Create a database, and an owner for it if we may; both are dropped at the end.

        The databases of killed runs are dropped first: those whose lock is free. Raises ServerFailed without CREATEDB.
        """
        with writing(self.target) as connection:
            pin(connection, ADMIN)  # the settings of the URL's database do not apply to the creation of another
            role, is_superuser, may_create = connection.execute(_RIGHTS).fetchone() or ("?", False, False)
            if not (is_superuser or may_create):
                raise ServerFailed(
                    f"The role {role} on {self.target.shown} may not create databases, and a scratch database is "
                    "needed.",
                    hint=f'As a superuser: ALTER ROLE "{role}" CREATEDB. Or use --temp embedded.',
                )
            admin = _Admin(self.target, connection, role, is_superuser)
            admin.drop_dead()
            name = SCRATCH + secrets.token_hex(8)
            connection.execute(_TRY_LOCK, (name,))
            try:
                yield admin.create(name)
            finally:
                try:
                    admin.drop(name)
                except KeyboardInterrupt:  # a signal that came between the database and its role
                    admin.drop(name)
                    raise
                admin.unlock(name)


@dataclass(frozen=True)
class _Admin:
    """A session that creates and drops scratch databases, and its role."""

    target: Target
    connection: "Connection[Any]"
    role: str
    is_superuser: bool

    def create(self, name: str) -> Server:
        """Create the database, and for a superuser its owner. Raises ServerFailed."""
        from psycopg import Error, sql

        words = {**self.target.words, "dbname": name}
        given = private_conninfo(words)
        try:
            if self.is_superuser:
                password = secrets.token_urlsafe(18)
                create_owner(self.connection, name, password, creates_roles=False)
                words |= {"user": name, "password": password}
            owner = name if self.is_superuser else self.role
            self.connection.execute(sql.SQL(_CREATE).format(sql.Identifier(name), sql.Identifier(owner)))
        except Error as error:
            raise ServerFailed(
                f"A scratch database could not be created on {self.target.shown}: {server_message(error)}.",
                hint="Or use --temp embedded.",
            ) from None
        version = (self.connection.info.parameter_status("server_version") or "?").split()[0]
        server = Server(private_conninfo(words), given if self.is_superuser else None, version, self.target.shown)
        try:  # a server may let in only roles that it lists
            connect_as_user(server.conninfo).close()
        except NoSession as error:
            raise ServerFailed(
                f"{self.target.shown} does not let in the role that was created for the scratch database: "
                f"{self.target.clean(error.reason)}",
                hint="Allow it in pg_hba.conf, or give the URL of a role that is not superuser but may create "
                "databases.",
            ) from None
        return server

    def drop_dead(self) -> None:
        """Drop the databases of killed runs, and roles that were created before them; nothing by another name."""
        names = [name for (name,) in self.connection.execute(_NAMES).fetchall()]
        for found in filter(None, map(_SCRATCH.match, sorted(names, reverse=True))):  # copies before their source
            if self.connection.execute(_TRY_LOCK, (found[1],)).fetchone() == (True,):
                self.drop(found[0])
                self.unlock(found[1])
        self._drop_roles()

    def drop(self, name: str) -> None:
        """Drop the database, the copies of it, and the role of that name. Raises ServerFailed."""
        from psycopg import Error, sql

        if self.connection.closed or self.connection.broken:
            return
        try:
            for (copy,) in self.connection.execute(_COPIES, (f"{name}{MARK}",)).fetchall():
                drop_database(self.connection, copy)
            drop_database(self.connection, name)
            if self.is_superuser:
                self.connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))
            self._drop_roles()
        except Error as error:
            raise ServerFailed(
                f"The scratch database {name} could not be removed: {server_message(error)}.",
                hint="The next run there tries again; or drop the database and the role of that name.",
            ) from None

    def _drop_roles(self) -> None:
        """Drop the roles that seed SQL created for databases that are gone, unless another database uses them."""
        from psycopg import errors, sql

        marks = (f"^{SCRATCH}[0-9a-f]{{16}}$",)
        for (role,) in self.connection.execute(_MARKED_ROLES, marks).fetchall() if self.is_superuser else ():
            with suppress(errors.DependentObjectsStillExist):
                self.connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))

    def unlock(self, name: str) -> None:
        """Release the lock of a scratch database."""
        if not (self.connection.closed or self.connection.broken):
            self.connection.execute(_UNLOCK, (name,))

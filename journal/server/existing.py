"""A server that the user names: a scratch database is made on it, with a name of its own, and dropped."""

import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.connect.opening import pin
from journal.connect.pins import ADMIN
from journal.connect.session import server_message, writing
from journal.connect.target import Target
from journal.connect.temporary import NoSession, connect_as_user, private_conninfo
from journal.errors import ServerFailed
from journal.server.copies import MARK, drop_database
from journal.server.provider import KeptDatabase, Server
from journal.server.roles import create_owner

if TYPE_CHECKING:
    from psycopg import Connection

PREFIX = "journal_scratch_"
_OURS = re.compile(rf"({PREFIX}[0-9a-f]{{16}})({MARK}[0-9a-f]+)?\Z")

_NAMES = "SELECT datname::text FROM pg_catalog.pg_database UNION SELECT rolname::text FROM pg_catalog.pg_roles"
_COPIES = "SELECT datname::text FROM pg_catalog.pg_database WHERE pg_catalog.starts_with(datname, %s)"
# The owner of a scratch database holds this lock in the database of the URL for as long as it lives.
_TRY_LOCK = "SELECT pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended(%s, 0))"
_UNLOCK = "SELECT pg_catalog.pg_advisory_unlock(pg_catalog.hashtextextended(%s, 0))"


@dataclass(frozen=True)
class ExistingProvider:
    """Scratch databases on the server of `target`, whose role must be allowed to create databases."""

    target: Target

    def kept(self, names: Sequence[str]) -> None:
        """Nothing is kept on a server that is not ours."""

    @contextmanager
    def start(self, kept: KeptDatabase | None = None) -> Iterator[Server]:
        """Create a database, and an owner for it where we may; both are gone at the end.

        What killed runs left is removed first: theirs are the names that nobody holds the lock of.
        """
        with writing(self.target) as admin:
            pin(admin, ADMIN)  # what the database of the URL has set is not for the making of another
            rights = _rights(admin, self.target)
            _remove_dead(admin, rights)
            name = PREFIX + secrets.token_hex(8)
            admin.execute(_TRY_LOCK, (name,))
            try:
                yield self._created(admin, name, rights)
            finally:
                try:
                    _drop(admin, name, rights)
                except KeyboardInterrupt:  # a signal that came between the database and its role
                    _drop(admin, name, rights)
                    raise
                _let_go(admin, name)

    def _created(self, admin: "Connection[Any]", name: str, rights: "_Rights") -> Server:
        words = {**self.target.words, "dbname": name}
        as_given = private_conninfo(words)
        with _created_by(self.target):
            if rights.superuser:
                password = secrets.token_urlsafe(18)
                create_owner(admin, name, password, creates_roles=False)
                words |= {"user": name, "password": password}
            _create_database(admin, name, name if rights.superuser else rights.role)
        version = admin.info.parameter_status("server_version") or "?"
        server = Server(
            private_conninfo(words), as_given if rights.superuser else None, version.split()[0], self.target.shown
        )
        _must_connect(server, self.target)
        return server


@dataclass(frozen=True)
class _Rights:
    role: str
    superuser: bool


def _rights(admin: "Connection[Any]", target: Target) -> _Rights:
    query = "SELECT rolname::text, rolsuper, rolcreatedb FROM pg_catalog.pg_roles WHERE rolname = CURRENT_USER"
    found = admin.execute(query).fetchone()
    role, superuser, createdb = found or ("?", False, False)
    if not (superuser or createdb):
        raise ServerFailed(
            f"The role {role} on {target.shown} may not create databases, and the scratch database is one.",
            hint=f'As a superuser: ALTER ROLE "{role}" CREATEDB. Or use --temp embedded.',
        )
    return _Rights(role, superuser)


def _create_database(admin: "Connection[Any]", name: str, owner: str) -> None:
    from psycopg import sql  # noqa: PLC0415 - `--help` does not pay for it

    text = "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
    admin.execute(sql.SQL(text).format(sql.Identifier(name), sql.Identifier(owner)))


@contextmanager
def _created_by(target: Target) -> Iterator[None]:
    from psycopg import Error  # noqa: PLC0415 - `--help` does not pay for it

    try:
        yield
    except Error as error:
        raise ServerFailed(
            f"A scratch database could not be created on {target.shown}: {server_message(error)}.",
            hint="Or use --temp embedded.",
        ) from None


def _must_connect(server: Server, target: Target) -> None:
    """A server may let in only roles that it lists; better said here than by the first migration."""
    try:
        connect_as_user(server.conninfo).close()
    except NoSession as error:
        raise ServerFailed(
            f"{target.shown} does not let in the role that was made for the scratch database: "
            f"{target.clean(error.reason)}",
            hint="Allow it in pg_hba.conf, or give the URL of a role that is not superuser but may create databases.",
        ) from None


def _remove_dead(admin: "Connection[Any]", rights: _Rights) -> None:
    """Drop what killed runs left, a database or the role that was made before it.

    Never what somebody holds the lock of, nor anything by another name.
    """
    names = [name for (name,) in admin.execute(_NAMES).fetchall()]
    for found in filter(None, map(_OURS.match, sorted(names, reverse=True))):  # copies before their owner
        taken = admin.execute(_TRY_LOCK, (found[1],)).fetchone()
        if taken and taken[0]:
            _drop(admin, found[0], rights)
            _let_go(admin, found[1])


def _drop(admin: "Connection[Any]", name: str, rights: _Rights) -> None:
    """Drop the database, the copies of it that are still there, and the role of that name. Raises ServerFailed."""
    from psycopg import Error, sql  # noqa: PLC0415 - `--help` does not pay for it

    if admin.closed or admin.broken:
        return
    try:
        for (copy,) in admin.execute(_COPIES, (f"{name}{MARK}",)).fetchall():
            drop_database(admin, copy)
        drop_database(admin, name)
        if rights.superuser:
            admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))
    except Error as error:
        raise ServerFailed(
            f"The scratch database {name} could not be removed: {server_message(error)}.",
            hint="The next run there tries again; or drop the database and the role of that name.",
        ) from None


def _let_go(admin: "Connection[Any]", name: str) -> None:
    if not (admin.closed or admin.broken):
        admin.execute(_UNLOCK, (name,))

"""Connections to servers that are ours: nothing of the user's libpq environment bears on them."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from journal.connect.opening import is_pinned, open_ours, open_users, pin
from journal.connect.pins import ADMIN
from journal.errors import ServerFailed

if TYPE_CHECKING:
    from psycopg import Connection


class NoSession(ServerFailed):
    """A server of ours, or a scratch database, lets no session in."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The temporary database lets no session in: {reason}",
            hint="Does a migration say ALTER DATABASE, ALTER ROLE or REVOKE CONNECT? Nobody could go on after it.",
        )
        self.reason = reason


_EXPLICIT = {"options": "", "client_encoding": "UTF8", "application_name": "drizzle-journal"}


def private_conninfo(words: Mapping[str, str]) -> str:
    """libpq's text for these keywords, with what PGOPTIONS and PGCLIENTENCODING would set said outright."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - the server boots meanwhile

    return make_conninfo(**(_EXPLICIT | dict(words)))


def with_options(conninfo: str, options: str) -> str:
    """The same with more settings for the server, as libpq writes them: `-c name=value`."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - the server boots meanwhile

    return make_conninfo(conninfo, options=f"{_words(conninfo).get('options', '')} {options}".strip())


def connect(conninfo: str) -> "Connection[Any]":
    """Connect for SQL of ours, in autocommit mode: nothing that was set for the database or the role bears on it.

    Raises NoSession.
    """
    with without_libpq_variables(), _explained(conninfo):
        connection = open_ours(_words(conninfo), ADMIN)
        if not is_pinned(connection, ADMIN):  # a pooler; one that shares its servers is refused before
            pin(connection, ADMIN)
        return connection


def connect_as_user(conninfo: str, options: str = "") -> "Connection[Any]":
    """Connect for SQL of the user's, in autocommit mode: it finds what was set for the database and the role.

    `options` are libpq's. Raises NoSession, for a migration may have told the server to let nobody in.
    """
    with without_libpq_variables(), _explained(conninfo):
        return open_users(_words(with_options(conninfo, options)))


def _words(conninfo: str) -> dict[str, str]:
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415 - the server boots meanwhile

    return {key: str(value) for key, value in conninfo_to_dict(conninfo).items()}


@contextmanager
def _explained(conninfo: str) -> Iterator[None]:
    import psycopg  # noqa: PLC0415 - the server boots meanwhile

    try:
        yield
    except psycopg.OperationalError as error:
        said = " ".join(str(error).split())
        for secret in filter(None, [_words(conninfo).get("password")]):
            said = said.replace(secret, "****")
        raise NoSession(said) from None


def conninfo_of(connection: "Connection[Any]", database: str) -> str:
    """libpq's text for a database of the server that a session is of, its password included."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415

    words = {one.keyword.decode(): one.val.decode() for one in connection.pgconn.info if one.val}
    return make_conninfo(**{**words, "options": "", "dbname": database})


def clean_environment() -> dict[str, str]:
    """Our environment without what libpq, and node's drivers, would read in it."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


@contextmanager
def without_libpq_variables() -> Iterator[None]:
    """Hide PGSERVICE and the like for a moment: libpq has no other way to be told to pass over them."""
    hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PG")}
    try:
        yield
    finally:
        os.environ.update(hidden)

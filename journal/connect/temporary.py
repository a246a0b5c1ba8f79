"""Connections to our temporary servers, which ignore the user's libpq environment."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from journal.connect.opening import is_pinned, open_ours, open_users, pin, words_of
from journal.connect.pins import ADMIN
from journal.connect.secrets import without
from journal.errors import ServerFailed

if TYPE_CHECKING:
    from psycopg import Connection


class NoSession(ServerFailed):
    """A temporary server or a scratch database refuses sessions."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The temporary database refuses a session: {reason}",
            hint="Does a migration contain ALTER DATABASE, ALTER ROLE or REVOKE CONNECT? Nothing after it can run.",
        )
        self.reason = reason


_EXPLICIT = {"options": "", "client_encoding": "UTF8", "application_name": "drizzle-journal"}


def private_conninfo(words: Mapping[str, str]) -> str:
    """Return libpq's text for these keywords, explicit about what PGOPTIONS and PGCLIENTENCODING set."""
    from psycopg.conninfo import make_conninfo

    return make_conninfo(**(_EXPLICIT | dict(words)))


def with_options(conninfo: str, options: str) -> str:
    """Return the text with more settings for the server, as libpq writes them: `-c name=value`."""
    from psycopg.conninfo import make_conninfo

    return make_conninfo(conninfo, options=f"{_words(conninfo).get('options', '')} {options}".strip())


def connect(conninfo: str) -> "Connection[Any]":
    """Connect for our SQL, in autocommit mode; settings of the database or the role do not apply. Raises NoSession."""
    with without_libpq_variables(), _explained(conninfo):
        connection = open_ours(_words(conninfo), ADMIN)
        if not is_pinned(connection, ADMIN):  # a session pooler: a transaction pooler was refused before
            pin(connection, ADMIN)
        return connection


def connect_as_user(conninfo: str, options: str = "") -> "Connection[Any]":
    """Connect for the user's SQL, in autocommit mode; settings of the database and the role apply.

    `options` are libpq's. Raises NoSession, because a migration may have forbidden new sessions.
    """
    with without_libpq_variables(), _explained(conninfo):
        return open_users(_words(with_options(conninfo, options)))


def _words(conninfo: str) -> dict[str, str]:
    from psycopg.conninfo import conninfo_to_dict

    return {key: str(value) for key, value in conninfo_to_dict(conninfo).items()}


@contextmanager
def _explained(conninfo: str) -> Iterator[None]:
    import psycopg

    try:
        yield
    except psycopg.OperationalError as error:
        raise NoSession(
            without(" ".join(str(error).split()), filter(None, [_words(conninfo).get("password")]))
        ) from None


def conninfo_of(connection: "Connection[Any]", database: str) -> str:
    """Return libpq's text for a database of the session's server, password included."""
    from psycopg.conninfo import make_conninfo

    return make_conninfo(**{**words_of(connection), "options": "", "dbname": database})


def clean_environment() -> dict[str, str]:
    """Return our environment without the variables of libpq and of node's drivers."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


@contextmanager
def without_libpq_variables() -> Iterator[None]:
    """Hide PGSERVICE and the like for a moment: libpq has no other way to ignore them."""
    hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PG")}
    try:
        yield
    finally:
        os.environ.update(hidden)

"""The user's own database: where its URL comes from, how it is named without its password, and how to connect."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.errors import DatabaseUnreachable

if TYPE_CHECKING:
    from psycopg import Connection

VARIABLES = ("DATABASE_URL", "POSTGRES_URL")
CONNECT_SECONDS = 15
_APPLICATION = "drizzle-journal"
_SECRETS = ("password", "sslpassword", "scram_client_key", "scram_server_key", "oauth_client_secret")


@dataclass(frozen=True)
class Target:
    """A database to work on. `words` are libpq's keywords; `source` is where the URL was found."""

    words: Mapping[str, str]
    source: str

    @property
    def shown(self) -> str:
        """`user@host:port/database`: what may be printed."""
        words = self.words
        host = words.get("host") or words.get("hostaddr") or "local socket"
        port = f":{words['port']}" if words.get("port") and not host.startswith("/") else ""
        user = f"{words['user']}@" if words.get("user") else ""
        return f"{user}{host}{port}/{words.get('dbname') or words.get('user') or ''}"

    def clean(self, message: str) -> str:
        """A message of the driver, without any secret of the URL that may be in it."""
        for key in _SECRETS:
            secret = self.words.get(key)
            if secret:
                message = message.replace(secret, "****")
        return message

    def __repr__(self) -> str:
        return f"Target({self.shown!r}, {self.source!r})"


def find_target(url: str | None, source: str = "--url") -> Target:
    """The URL given, else of the environment. Raises DatabaseUnreachable without one, or a malformed one."""
    found = [(source, url), *((name, os.environ.get(name)) for name in VARIABLES)]
    source, text = next(((source, text.strip()) for source, text in found if text and text.strip()), ("", ""))
    if not text:
        raise DatabaseUnreachable(
            f"No database is named: there is no --url, and neither {' nor '.join(VARIABLES)} is set.",
            hint="Name it: --url postgresql://user@host/database",
        )
    return Target(_words(text, source), source)


def _words(text: str, source: str) -> Mapping[str, str]:
    from psycopg import ProgrammingError  # noqa: PLC0415 - `--help` does not pay for it
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

    try:
        words = {key: str(value) for key, value in conninfo_to_dict(text).items()}
    except ProgrammingError:
        words = {}  # libpq's own message quotes the part it stumbled over, and that may be the password
    if not words or _is_torn(words):
        raise DatabaseUnreachable(
            f"The URL of {source} cannot be read (it is not shown, for it may hold a password).",
            hint="Write postgresql://user:password@host:port/database, and in it % as %25, @ as %40, / as %2F.",
        )
    return words


def _is_torn(words: Mapping[str, str]) -> bool:
    """Whether a password with @ or / in it was cut in two, so that a part of it stands for the host or the database."""
    host, port, database = (words.get(key, "") for key in ("host", "port", "dbname"))
    return (
        "@" in host + port + database
        or "://" in database
        or not (port.replace(",", "") or "0").isdigit()
        or any("/" in part and not part.startswith("/") for part in host.split(","))
    )


@contextmanager
def connected(target: Target) -> "Iterator[Connection[Any]]":
    """A connection in autocommit mode. Raises DatabaseUnreachable with the driver's reason, without the password."""
    import psycopg  # noqa: PLC0415 - `--help` does not pay for it
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415

    defaults = {"connect_timeout": str(CONNECT_SECONDS), "application_name": _APPLICATION}
    conninfo = make_conninfo(**{**defaults, **target.words})
    try:
        connection = psycopg.connect(conninfo, autocommit=True, prepare_threshold=None)
    except psycopg.Error as error:
        reason = " ".join(target.clean(str(error)).split())
        raise DatabaseUnreachable(
            f"Cannot connect to {target.shown} (from {target.source}): {reason}",
            hint="Check the URL, and that the server can be reached from here.",
        ) from None
    with connection:
        yield connection

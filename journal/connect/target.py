"""The user's own database: how it is named without its password, and how to connect. find.py says which it is."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.connect.dsn import parse_dsn
from journal.connect.opening import open_ours, open_users
from journal.connect.pins import LIVE
from journal.connect.secrets import without
from journal.errors import DatabaseUnreachable

if TYPE_CHECKING:
    from psycopg import Connection

CONNECT_SECONDS = 15
_APPLICATION = "drizzle-journal"
_SECRETS = ("password", "sslpassword", "scram_client_key", "scram_server_key", "oauth_client_secret")
_HIDDEN = (*_SECRETS, "options")  # settings of the session, which may be secrets, too


@dataclass(frozen=True)
class Target:
    """A database to work on. `words` are libpq's keywords; `source` is where the URL was found.

    `notes` are sentences on what of the URL is not as libpq has it.
    """

    words: Mapping[str, str]
    source: str
    notes: tuple[str, ...] = ()

    @property
    def all_words(self) -> Mapping[str, str]:
        """`words`, and what libpq adds to them from its own variables."""
        return {**_of_environment(), **self.words}

    @property
    def shown(self) -> str:
        """`user@host:port/database`: what may be printed."""
        words = self.all_words
        service = f"service {words['service']}" if words.get("service") else "local socket"
        host = words.get("host") or words.get("hostaddr") or service
        port = f":{words['port']}" if words.get("port") and not host.startswith("/") else ""
        user = f"{words['user']}@" if words.get("user") else ""
        return f"{user}{host}{port}/{words.get('dbname') or words.get('user') or ''}"

    @property
    def typed(self) -> tuple[str, ...]:
        """`--url` again without its password, where that was how it was named; a command with a variable has that."""
        from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - `--help` does not pay for it

        return ("--url", make_conninfo(**without_secrets(self.words))) if self.source == "--url" else ()

    def clean(self, message: str) -> str:
        """A message of the driver, without any secret of the URL or of libpq's variables that may be in it."""
        return without(message, secrets_of(self.all_words))

    def __repr__(self) -> str:
        return f"Target({self.shown!r}, {self.source!r})"


NOWHERE = Target({}, "")
"""What a result has for its database before the library sets it."""


def _of_environment() -> Mapping[str, str]:
    """What libpq takes from its own variables, and from the service that one of them names."""
    from psycopg.pq import Conninfo  # noqa: PLC0415 - `--help` does not pay for it

    if not any(name.startswith("PG") for name in os.environ):
        return {}
    found = {one.keyword.decode(): one for one in Conninfo.get_defaults() if one.val and one.envvar}
    by_service = bool(os.environ.get("PGSERVICE"))
    return {
        word: (one.val or b"").decode()
        for word, one in found.items()
        if by_service or os.environ.get((one.envvar or b"").decode())
    }


def secrets_of(words: Mapping[str, str]) -> Iterator[str]:
    """What of libpq's keywords is never shown."""
    yield from (words[key] for key in _SECRETS if words.get(key))


def target_of(text: str, source: str) -> Target:
    """The database of a URL, or of libpq's own text. Raises DatabaseUnreachable for one that cannot be read."""
    words, notes = parse_dsn(text.strip(), source)
    return Target(words, source, notes)


def without_secrets(words: Mapping[str, str]) -> dict[str, str]:
    """Those of libpq's keywords that may be shown."""
    return {key: value for key, value in words.items() if key not in _HIDDEN}


@contextmanager
def connected(target: Target) -> "Iterator[Connection[Any]]":
    """A session for SQL of ours, in autocommit mode; session.py says how a transaction of it begins.

    Raises DatabaseUnreachable with the driver's reason, without the password.
    """
    with _explained(target):
        connection = open_ours(_words(target), LIVE)
    with connection:
        yield connection


@contextmanager
def connected_as_user(target: Target) -> "Iterator[Connection[Any]]":
    """A session for SQL of the user's, in autocommit mode. Raises DatabaseUnreachable."""
    with _explained(target):
        connection = open_users(_words(target))
    with connection:
        yield connection


def _words(target: Target) -> dict[str, str]:
    """libpq's keywords, with the options of PGOPTIONS said outright, where no service may have others."""
    options = "" if target.words.get("service") else target.all_words.get("options", "")
    defaults = {"connect_timeout": str(CONNECT_SECONDS), "application_name": _APPLICATION}
    return {**defaults, **({"options": options} if options else {}), **target.words}


@contextmanager
def _explained(target: Target) -> Iterator[None]:
    import psycopg  # noqa: PLC0415 - `--help` does not pay for it

    try:
        yield
    except psycopg.Error as error:
        reason = " ".join(target.clean(str(error)).split())
        raise DatabaseUnreachable(
            f"Cannot connect to {target.shown} (from {target.source}): {reason}",
            hint="Check the URL, and that the server can be reached from here.",
        ) from None


def server_version(connection: "Connection[Any]") -> str:
    """The server's version, without what a packager adds to it."""
    return (connection.info.parameter_status("server_version") or str(connection.info.server_version)).split()[0]

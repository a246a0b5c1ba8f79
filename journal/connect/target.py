"""The user's database: its name without the password, and how to connect. find.py finds it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from shlex import join
from typing import TYPE_CHECKING, Any

from journal.connect.dsn import parse_dsn
from journal.connect.opening import open_ours, open_users
from journal.connect.pins import LIVE
from journal.connect.secrets import without
from journal.connect.timeouts import CONNECT_TIMEOUT
from journal.connect.variables import VARIABLES
from journal.dataclass import dataclass
from journal.errors import DatabaseUnreachable

if TYPE_CHECKING:
    from psycopg import Connection

_APPLICATION = "drizzle-journal"
_SECRETS = ("password", "sslpassword", "scram_client_key", "scram_server_key", "oauth_client_secret")
_HIDDEN = (*_SECRETS, "options")  # settings of the session, which may be secrets, too


@dataclass(frozen=True)
class Target:
    """A database to work on. `words` are libpq's keywords; `source` is where the URL was found.

    `notes` are sentences about parameters of the URL that libpq does not know, and about other places that name a
    database. `rival` is another database that one of these names, with that place; empty without one. `variable` is the
    variable whose whole value the URL is.
    """

    words: Mapping[str, str]
    source: str
    notes: tuple[str, ...] = ()
    rival: str = ""
    variable: str = ""

    @property
    def all_words(self) -> Mapping[str, str]:
        """`words`, with what libpq adds from its own variables, and from the service that one of them names."""
        if not any(name.startswith("PG") for name in os.environ):
            return self.words
        from psycopg.pq import Conninfo

        by_service = bool(os.environ.get("PGSERVICE"))
        found = {
            default.keyword.decode(): default.val.decode()
            for default in Conninfo.get_defaults()
            if default.val and default.envvar and (by_service or os.environ.get(default.envvar.decode()))
        }
        return {**found, **self.words}

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
        """The `--url` option without its password, if the database was named so; a variable needs no option."""
        return ("--url", self.printable) if self.source == "--url" else ()

    @property
    def printable(self) -> str:
        """Libpq's text for it, without its password: psql asks for that."""
        from psycopg.conninfo import make_conninfo

        return make_conninfo(**without_secrets(self.words))

    @property
    def option(self) -> tuple[str, ...]:
        """The option that names it, without its password, for a command that looks for no database by itself."""
        name = self.source.rpartition(", ")[2]
        is_variable = name in VARIABLES
        return ("--env-var", name) if is_variable else ("--url", self.printable)

    def clean(self, message: str) -> str:
        """Return a driver message without any secret of the URL or of libpq's variables."""
        return without(message, secrets_of(self.all_words))

    def __repr__(self) -> str:
        return f"Target({self.shown!r}, {self.source!r})"


NOWHERE = Target({}, "")
"""What a result has for its database before the library sets it."""


def secrets_of(words: Mapping[str, str]) -> Iterator[str]:
    """Yield the values of libpq's keywords that are never shown."""
    yield from (words[key] for key in _SECRETS if words.get(key))


def target_of(text: str, source: str) -> Target:
    """Return the database of a URL, or of libpq's own text. Raises DatabaseUnreachable if it cannot be parsed."""
    words, notes = parse_dsn(text.strip(), source)
    return Target(words, source, notes)


def without_secrets(words: Mapping[str, str]) -> dict[str, str]:
    """Return the keywords that may be shown."""
    return {key: value for key, value in words.items() if key not in _HIDDEN}


@contextmanager
def connected(target: Target, *, as_user: bool = False) -> "Iterator[Connection[Any]]":
    """Open a session in autocommit mode, for our SQL or `as_user`; see session.py for its transactions.

    Raises DatabaseUnreachable with the driver's reason, without the password.
    """
    import psycopg

    options = "" if target.words.get("service") else target.all_words.get("options", "")  # a service may have others
    defaults = {"connect_timeout": str(CONNECT_TIMEOUT), "application_name": _APPLICATION}
    words = {**defaults, **({"options": options} if options else {}), **target.words}
    try:
        connection = open_users(words) if as_user else open_ours(words, LIVE)
    except psycopg.Error as error:
        reason = " ".join(target.clean(str(error)).split())
        raise DatabaseUnreachable(
            f"Cannot connect to {target.shown} (from {target.source}): {reason}",
            hint=_way_out(reason, target),
        ) from None
    with connection:
        yield connection


def _way_out(reason: str, target: Target) -> str:
    """Return the hint for a refused connection. libpq gives the server's reason without a SQLSTATE, only as a text."""
    from psycopg.conninfo import make_conninfo

    database = target.all_words.get("dbname") or target.all_words.get("user", "")
    if f'database "{database}" does not exist' in reason or f"no such database: {database}" in reason:
        server = make_conninfo(**{**without_secrets(target.words), "dbname": "postgres"})
        listing, creating = join(["psql", server, "-l"]), join(["createdb", "--maintenance-db", server, database])
        return f"List the databases of that server: {listing}. Or create this one: {creating}"
    if "FATAL:" in reason:
        return "The server answered, and refused the session for that reason."
    return "Check the URL, and that the server is reachable from here."


def server_version(connection: "Connection[Any]") -> str:
    """Return the server's version, without a packager's suffix."""
    return (connection.info.parameter_status("server_version") or str(connection.info.server_version)).split()[0]

"""What all sources of a temporary PostgreSQL have in common: the server, its roles, and the provider."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from journal.dataclass import dataclass
from journal.errors import ServerFailed, ServerNotFound

if TYPE_CHECKING:
    from psycopg import Connection

SUPERUSER = "journal_superuser"
OWNER = "postgres"
"""The name that dumps give to the owner of everything; on a temporary server it is not a superuser."""

DATABASE = "postgres"


SCRATCH = "journal_scratch_"
"""How the names of our databases on a server of the user's begin, and the comments on roles created for them."""


@dataclass(frozen=True)
class Server:
    """A running server with a database of our own, which is gone at the end of the `with` block.

    `conninfo` is libpq's, for that database and its owner, who is not a superuser if we could create one; `admin` is
    for the same database and a superuser, or None. `version` is such as `18.6`; `origin` names the source of the
    server in the report; `used` measures its bytes on disk, where that can be seen.

    `keep`, if there is one, asks to keep the database as it is at the end of the block: under a name, and with a note
    that is returned with it.
    """

    conninfo: str
    admin: str | None
    version: str
    origin: str
    used: Callable[[], int] | None = None
    keep: Callable[[str, bytes], None] | None = None


@dataclass(frozen=True)
class KeptDatabase:
    """A database that was kept: its name, its note, and the file it is in."""

    name: str
    note: bytes
    path: Path


def as_superuser(server: Server) -> Server:
    """Return the same server with the superuser for everything. Raises ServerFailed if there is none."""
    if server.admin is None:
        raise ServerFailed(
            f"--superuser: the role that was given for the server ({server.origin}) is not a superuser.",
            hint="Give the URL of a superuser, or omit --superuser.",
        )
    return replace(server, conninfo=server.admin)


class Provider(Protocol):
    """A source of servers, each for as long as a `with` block lasts."""

    def kept(self, names: Sequence[str]) -> KeptDatabase | None:
        """Return the database that was kept under the first of these names, or None."""
        ...

    def start(self, kept: KeptDatabase | None = None) -> AbstractContextManager[Server]:
        """Start a server, wait until it answers, and leave nothing behind. Raises ServerNotFound or ServerFailed.

        Its database is empty, or as the kept one was.
        """
        ...


@dataclass(frozen=True)
class WithoutKeeping:
    """A provider that starts from kept databases, and keeps no more."""

    provider: Provider

    def kept(self, names: Sequence[str]) -> KeptDatabase | None:
        """Return what the provider has."""
        return self.provider.kept(names)

    @contextmanager
    def start(self, kept: KeptDatabase | None = None) -> Iterator[Server]:
        """Start the provider's server, without its `keep`."""
        with self.provider.start(kept) as server:
            yield replace(server, keep=None)


@dataclass(frozen=True)
class Preferring:
    """The first provider if it can start, such as an image that is here; else the other."""

    first: Provider
    other: Provider

    def kept(self, names: Sequence[str]) -> KeptDatabase | None:
        """Return what the first has."""
        return self.first.kept(names)

    @contextmanager
    def start(self, kept: KeptDatabase | None = None) -> Iterator[Server]:
        """Start the first one's server, else the other's with an empty database."""
        with ExitStack() as stack:
            try:
                server = stack.enter_context(self.first.start(kept))
            except (ServerFailed, ServerNotFound):
                server = stack.enter_context(self.other.start())
            yield server


def may_create_roles(major: int) -> bool:
    """Tell whether CREATEROLE is safe: before PostgreSQL 16, it allows to become pg_execute_server_program."""
    return major >= 16


def create_owner(admin: "Connection[Any]", name: str, password: str, *, creates_roles: bool) -> None:
    """Create the role that migrations run as. `admin` is a superuser's connection in autocommit mode.

    `creates_roles` is for servers that are thrown away: roles belong to the server, not to the database.
    """
    from psycopg import sql

    creates_roles = creates_roles and may_create_roles(admin.info.server_version // 10000)
    rights = sql.SQL("LOGIN CREATEROLE" if creates_roles else "LOGIN")
    admin.execute(sql.SQL("CREATE ROLE {} {} PASSWORD {}").format(sql.Identifier(name), rights, sql.Literal(password)))

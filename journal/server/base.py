"""What every source of a temporary PostgreSQL has in common."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from journal.errors import ServerFailed


@dataclass(frozen=True)
class Server:
    """A running server with an empty database that is ours alone and goes when the `with` block ends.

    `conninfo` is libpq's, for that database and its owner, who is no superuser where we could make one; `admin` is for
    the same database and a superuser, None where we have none. `version` is such as `18.6`; `origin` says in words
    where the server came from, for the report; `used` measures the bytes it has on disk, where that can be seen.
    """

    conninfo: str
    admin: str | None
    version: str
    origin: str
    used: Callable[[], int] | None = None


def as_superuser(server: Server) -> Server:
    """The same server with the superuser for everything. Raises ServerFailed where there is none."""
    if server.admin is None:
        raise ServerFailed(
            f"--superuser: the role that was given for the server ({server.origin}) is no superuser.",
            hint="Give the URL of one that is, or leave out --superuser.",
        )
    return replace(server, conninfo=server.admin)


class Provider(Protocol):
    """A way to get a server for as long as a `with` block lasts."""

    def start(self) -> AbstractContextManager[Server]:
        """Start it, wait until it answers, and leave nothing behind. Raises ServerNotFound or ServerFailed."""
        ...

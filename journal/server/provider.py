"""What every source of a temporary PostgreSQL has in common."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from journal.errors import ServerFailed, ServerNotFound


@dataclass(frozen=True)
class Server:
    """A running server with a database that is ours alone and goes when the `with` block ends.

    `conninfo` is libpq's, for that database and its owner, who is no superuser where we could make one; `admin` is for
    the same database and a superuser, None where we have none. `version` is such as `18.6`; `origin` says in words
    where the server came from, for the report; `used` measures the bytes it has on disk, where that can be seen.

    `keep`, where there is one, asks for the database to be kept as it is at the end of the block: under a name, and
    with a note that comes back with it.
    """

    conninfo: str
    admin: str | None
    version: str
    origin: str
    used: Callable[[], int] | None = None
    keep: Callable[[str, bytes], None] | None = None


@dataclass(frozen=True)
class KeptDatabase:
    """A database that was kept: its name, the note given with it, and the file it is in."""

    name: str
    note: bytes
    path: Path


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

    def kept(self, names: Sequence[str]) -> KeptDatabase | None:
        """The first of these names under which a database was kept. None where nothing is kept."""
        ...

    def start(self, kept: KeptDatabase | None = None) -> AbstractContextManager[Server]:
        """Start it, wait until it answers, and leave nothing behind. Raises ServerNotFound or ServerFailed.

        Its database is empty, or as the kept one was.
        """
        ...


@dataclass(frozen=True)
class WithoutKeeping:
    """A provider that goes on from what was kept, and keeps nothing more."""

    provider: Provider

    def kept(self, names: Sequence[str]) -> KeptDatabase | None:
        """What the provider has."""
        return self.provider.kept(names)

    @contextmanager
    def start(self, kept: KeptDatabase | None = None) -> Iterator[Server]:
        """The provider's server, which cannot be asked to keep its database."""
        with self.provider.start(kept) as server:
            yield replace(server, keep=None)


@dataclass(frozen=True)
class Preferring:
    """The first provider where it can start, such as an image that is here; else the other."""

    first: Provider
    other: Provider

    def kept(self, names: Sequence[str]) -> KeptDatabase | None:
        """What the first has."""
        return self.first.kept(names)

    @contextmanager
    def start(self, kept: KeptDatabase | None = None) -> Iterator[Server]:
        """The first's server, else the other's with an empty database."""
        with ExitStack() as stack:
            try:
                server = stack.enter_context(self.first.start(kept))
            except (ServerFailed, ServerNotFound):
                server = stack.enter_context(self.other.start())
            yield server

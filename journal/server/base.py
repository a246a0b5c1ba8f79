"""What every source of a temporary PostgreSQL has in common."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Server:
    """A running server that takes connections. `conninfo` is libpq's, for a role that may create databases.

    `origin` says in words where it came from, for the report. A disposable server is thrown away with all that
    is in it when its `with` block ends.
    """

    conninfo: str
    version: str
    origin: str
    disposable: bool = False


class Provider(Protocol):
    """A way to get a server for as long as a `with` block lasts."""

    def start(self) -> AbstractContextManager[Server]:
        """Start it, wait until it answers, and leave nothing behind. Raises ServerNotFound or ServerFailed."""
        ...

"""What every source of a temporary PostgreSQL has in common."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Server:
    """A running server with an empty database that is ours alone and goes when the `with` block ends.

    `conninfo` is libpq's, for that database; `version` is such as `18.6`; `origin` says in words where the server
    came from, for the report.
    """

    conninfo: str
    version: str
    origin: str


class Provider(Protocol):
    """A way to get a server for as long as a `with` block lasts."""

    def start(self) -> AbstractContextManager[Server]:
        """Start it, wait until it answers, and leave nothing behind. Raises ServerNotFound or ServerFailed."""
        ...

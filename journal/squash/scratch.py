"""Databases for trying statements, and pg_dump for them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from journal.baseline.dumper import Dumper, DumpScope, dumper_of_server
from journal.dataclass import dataclass
from journal.folder.migrations import Migration
from journal.rebuild.database import Recipe, prepare_server
from journal.server.embedded.binaries import Client
from journal.server.provider import Provider, Server


@dataclass(frozen=True)
class Scratch:
    """How such a database is made. `migrations`: those whose extensions it needs; `folder`: for files of pg_dump."""

    provider: Provider
    recipe: Recipe
    migrations: Sequence[Migration]
    client: Client
    scope: DumpScope
    folder: Path

    @contextmanager
    def database(self) -> Iterator[Server]:
        """Yield an empty database, which exists during the block. Raises what starting a server raises."""
        with self.provider.start() as started:
            yield prepare_server(started, self.recipe, self.migrations)

    def dumper(self, server: Server) -> Dumper:
        """Return pg_dump for it."""
        return dumper_of_server(server, self.client, self.scope)

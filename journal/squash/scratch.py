"""Databases for trying statements, and pg_dump for them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from journal.baseline.dump_text import DumpEntry
from journal.baseline.dumper import dumper_of_server
from journal.dataclass import dataclass
from journal.folder.migrations import Migration
from journal.rebuild.database import Recipe, prepare_server
from journal.server.embedded.binaries import Client
from journal.server.provider import Provider, Server
from journal.squash.state import StateReader


@dataclass(frozen=True)
class Scratch:
    """How such a database is made. `migrations`: those whose extensions it needs."""

    provider: Provider
    recipe: Recipe
    migrations: Sequence[Migration]
    client: Client
    reader: StateReader

    @contextmanager
    def database(self) -> Iterator[Server]:
        """Yield an empty database, which exists during the block. Raises what starting a server raises."""
        with self.provider.start() as started:
            yield prepare_server(started, self.recipe, self.migrations)

    def dumped(self, server: Server) -> tuple[DumpEntry, ...]:
        """Return what pg_dump writes of such a database, without what the seed SQL has made."""
        dumper = dumper_of_server(server, self.client, self.reader.scope)
        return self.reader.before.added_to(dumper.schema(self.reader.folder))

"""The databases and schemas that a folder's migrations make."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from journal.catalog.read import read_schema
from journal.catalog.values import EMPTY, Schema
from journal.connect.temporary import connect
from journal.folder.entries import Entry
from journal.folder.read import Folder, refuse_missing
from journal.rebuild.database import Hooks, Rebuilt, Recipe, ReplaySource, rebuilt
from journal.replay.progress import Watcher
from journal.server.provider import Provider
from journal.server.seed import furnish, texts_of


@dataclass(frozen=True)
class Replays:
    """Replays of one folder on temporary servers."""

    folder: Folder
    recipe: Recipe
    provider: Provider
    watcher: Watcher

    def after(self, entries: Sequence[Entry]) -> Schema:
        """Return the schema after these entries, which are the first ones of the journal."""
        with self.running(entries) as database, connect(database.server.conninfo) as connection:
            return read_schema(connection)

    def running(self, entries: Sequence[Entry], hooks: Hooks | None = None) -> AbstractContextManager[Rebuilt]:
        """Return the database with these entries, which exists during the block.

        Raises MigrationMissing for an entry without a file.
        """
        journal = replace(self.folder.journal, entries=tuple(entries))
        refuse_missing(replace(self.folder, journal=journal))
        source = ReplaySource(journal, self.folder.by_tag, self.folder.settings.ledger)
        return rebuilt(source, self.recipe, self.provider, self.watcher, hooks)

    def before(self) -> Schema:
        """Return the schema before the first entry: empty, or that of the seed SQL."""
        texts = texts_of(self.recipe.seed)
        if not texts:
            return EMPTY
        with self.provider.start() as server:
            furnish(server, texts)
            with connect(server.conninfo) as connection:
                return read_schema(connection)

"""The databases that a folder's migrations make, and their schemas."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from journal.catalog.read import read_schema
from journal.catalog.values import EMPTY, Schema
from journal.connect.temporary import connect
from journal.folder.entries import Entry
from journal.folder.read import Folder
from journal.rebuild.database import Hooks, Rebuilt, Recipe, ReplaySource, rebuilt
from journal.replay.progress import Watcher
from journal.server.provider import Provider
from journal.server.seed import furnish, texts_of


@dataclass(frozen=True)
class Replays:
    """The schemas of temporary databases."""

    folder: Folder
    recipe: Recipe
    provider: Provider
    watcher: Watcher

    def after(self, entries: Sequence[Entry]) -> Schema:
        """The schema after these entries, which are the journal's first ones."""
        with self.running(entries) as database:
            return _read(database.server.conninfo)

    def running(self, entries: Sequence[Entry], hooks: Hooks | None = None) -> AbstractContextManager[Rebuilt]:
        """The database with these entries in it, while the block lasts."""
        journal = replace(self.folder.journal, entries=tuple(entries))
        source = ReplaySource(journal, self.folder.by_tag, self.folder.settings.ledger)
        return rebuilt(source, self.recipe, self.provider, self.watcher, hooks)

    def before(self) -> Schema:
        """What is there before the first of them: nothing, or what a platform and --before put in."""
        texts = texts_of(self.recipe.seed)
        if not texts:
            return EMPTY
        with self.provider.start() as server:
            furnish(server, texts)
            return _read(server.conninfo)


def _read(conninfo: str) -> Schema:
    with connect(conninfo) as connection:
        return read_schema(connection)

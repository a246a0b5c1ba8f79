"""How a live database's schema differs from what its migrations make: replayed, read, and compared."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from journal.catalog.difference import Difference
from journal.catalog.leaving_out import less_assumed, named, own, without
from journal.catalog.read import read_schema
from journal.catalog.values import EMPTY, Schema
from journal.connect.private import connect
from journal.connect.session import snapshot
from journal.folder.entries import Entry
from journal.folder.read import Folder
from journal.rebuild import Hooks, Rebuilt, Recipe, Source, rebuilt
from journal.replay.watch import Watcher
from journal.server.base import Provider
from journal.server.furnish import furnish, texts_of

if TYPE_CHECKING:
    from psycopg import Connection

Prove = Callable[["Connection[Any]", Sequence[Entry]], tuple[Difference, ...]]
"""The differences of the database behind a connection from the state after these first entries of the journal."""


def drift_prover(
    folder: Folder, recipe: Recipe, provider: Provider, watcher: Watcher, ignore: Sequence[str] = ()
) -> Prove:
    """A `Prove` for this folder: it replays on a temporary server of the provider.

    Expected is what the replay made, actual what the live database has. Left out are Drizzle's ledger, our own tables,
    what a platform's stubs or --before put in, and what `ignore` names. The live schema is read in one snapshot, which
    begins when the replay is over. Raises TimedOut, and what `rebuilt` raises.
    """

    def prove(connection: "Connection[Any]", entries: Sequence[Entry]) -> tuple[Difference, ...]:
        from journal.catalog.compare import compare  # noqa: PLC0415 - who only replays does not pay for it

        states = Replays(folder, recipe, provider, watcher)
        expected, leaving = states.after(entries), Leaving(folder, states.before(), tuple(ignore))
        with snapshot(connection):
            actual = read_schema(connection)
        return compare(*leaving.applied(expected, actual))

    return prove


@dataclass(frozen=True)
class Leaving:
    """What a comparison leaves out. `before`: what was there before the first migration."""

    folder: Folder
    before: Schema
    ignore: tuple[str, ...] = ()

    def applied(self, expected: Schema, actual: Schema) -> tuple[Schema, Schema]:
        """Both sides without it."""
        is_own, is_ignored = own(self.folder.settings.ledger), named(self.ignore)
        wanted, found = less_assumed(self.before, without(expected, is_own), without(actual, is_own))
        return without(wanted, is_ignored), without(found, is_ignored)


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
        source = Source(journal, self.folder.by_tag, self.folder.settings.ledger)
        return rebuilt(source, self.recipe, self.provider, self.watcher, hooks)

    def before(self) -> Schema:
        """What is there before the first of them: nothing, or what a platform and --before put in."""
        texts = texts_of(self.recipe.furniture)
        if not texts:
            return EMPTY
        with self.provider.start() as server:
            furnish(server, texts)
            return _read(server.conninfo)


def _read(conninfo: str) -> Schema:
    with connect(conninfo) as connection:
        return read_schema(connection)

"""The databases and schemas that a folder's migrations make, and how a live database's schema differs from one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from journal.catalog.difference import Difference
from journal.catalog.exclusions import matching, own_objects, without, without_assumed
from journal.catalog.read import read_schema
from journal.catalog.values import EMPTY, Schema
from journal.connect.session import snapshot
from journal.connect.temporary import connect
from journal.dataclass import dataclass
from journal.folder.entries import Entry
from journal.folder.read import Folder, refuse_missing
from journal.ledger.other_ledgers import read_other_ledgers
from journal.rebuild.database import Hooks, Rebuilt, Recipe, ReplaySource, rebuilt
from journal.replay.named_causes import causes_named
from journal.replay.watcher import Watcher
from journal.server.provider import Provider
from journal.server.seed import furnish, texts_of

if TYPE_CHECKING:
    from psycopg import Connection


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

    def unkept(self) -> "Replays":
        """Return the same, in databases that may be changed and are not kept."""
        return replace(self, recipe=replace(self.recipe, worth_seconds=None))

    @contextmanager
    def running(self, entries: Sequence[Entry], hooks: Hooks | None = None) -> Iterator[Rebuilt]:
        """Yield the database with these entries, which exists during the block.

        Raises MigrationMissing for an entry without a file.
        """
        journal = replace(self.folder.journal, entries=tuple(entries))
        refuse_missing(replace(self.folder, journal=journal))
        source = ReplaySource(journal, self.folder.by_tag, self.folder.settings.ledger)
        with (
            causes_named(self.folder),
            rebuilt(source, self.recipe, self.provider, self.watcher, hooks) as database,
        ):
            yield database

    def before(self) -> Schema:
        """Return the schema before the first entry: empty, or that of the seed SQL."""
        texts = texts_of(self.recipe.seed)
        if not texts:
            return EMPTY
        with self.provider.start() as server:
            furnish(server, texts)
            with connect(server.conninfo) as connection:
                return read_schema(connection)


Prove = Callable[["Connection[Any]", Sequence[Entry]], tuple[Difference, ...]]
"""Compare a live database with the state after these first entries of the journal."""


def drift_prover(
    folder: Folder, recipe: Recipe, provider: Provider, watcher: Watcher, ignore: Sequence[str] = ()
) -> Prove:
    """Return a `Prove` that replays the folder on a temporary server. Expected is the replay, actual the live database.

    Drizzle's ledger, our own tables, the seed SQL and what `ignore` names are not compared. The live schema is read in
    one snapshot, after the replay. The function raises TimedOut, and what `rebuilt` raises.
    """

    def prove(connection: "Connection[Any]", entries: Sequence[Entry]) -> tuple[Difference, ...]:
        from journal.catalog.compare import compare

        replays = Replays(folder, recipe, provider, watcher)
        expected, before = replays.after(entries), replays.before()
        with snapshot(connection):
            actual, others = read_schema(connection), read_other_ledgers(connection, folder)
        exclusions = Exclusions(folder, before, tuple(ignore), others.places)
        return compare(*exclusions.applied(expected, actual))

    return prove


@dataclass(frozen=True)
class Exclusions:
    """The objects that a comparison skips. `before`: the schema before the first migration.

    `ledgers` are tables with their schemas in which a runner records these migrations.
    """

    folder: Folder
    before: Schema
    ignore: tuple[str, ...] = ()
    ledgers: frozenset[tuple[str, str]] = frozenset()

    def applied(self, expected: Schema, actual: Schema) -> tuple[Schema, Schema]:
        """Return both sides without these objects."""
        is_own, is_ignored = own_objects(self.folder.settings.ledger, self.ledgers), matching(self.ignore)
        sides = without_assumed(self.before, without(expected, is_own), without(actual, is_own))
        return without(sides[0], is_ignored), without(sides[1], is_ignored)

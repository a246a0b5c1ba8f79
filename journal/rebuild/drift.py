"""The differences between a live database's schema and the one that its migrations make."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.catalog.difference import Difference
from journal.catalog.exclusions import matching, own_objects, without, without_assumed
from journal.catalog.read import read_schema
from journal.catalog.values import Schema
from journal.connect.session import snapshot
from journal.folder.entries import Entry
from journal.folder.read import Folder
from journal.rebuild.database import Recipe
from journal.rebuild.schemas import Replays
from journal.replay.progress import Watcher
from journal.server.provider import Provider

if TYPE_CHECKING:
    from psycopg import Connection

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
        expected, exclusions = replays.after(entries), Exclusions(folder, replays.before(), tuple(ignore))
        with snapshot(connection):
            actual = read_schema(connection)
        return compare(*exclusions.applied(expected, actual))

    return prove


@dataclass(frozen=True)
class Exclusions:
    """The objects that a comparison skips. `before`: the schema before the first migration."""

    folder: Folder
    before: Schema
    ignore: tuple[str, ...] = ()

    def applied(self, expected: Schema, actual: Schema) -> tuple[Schema, Schema]:
        """Return both sides without these objects."""
        is_own, is_ignored = own_objects(self.folder.settings.ledger), matching(self.ignore)
        sides = without_assumed(self.before, without(expected, is_own), without(actual, is_own))
        return without(sides[0], is_ignored), without(sides[1], is_ignored)

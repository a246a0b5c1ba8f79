"""How a live database's schema differs from what its migrations make: replayed, read, and compared."""

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
        expected, leaving = states.after(entries), Exclusions(folder, states.before(), tuple(ignore))
        with snapshot(connection):
            actual = read_schema(connection)
        return compare(*leaving.applied(expected, actual))

    return prove


@dataclass(frozen=True)
class Exclusions:
    """What a comparison leaves out. `before`: what was there before the first migration."""

    folder: Folder
    before: Schema
    ignore: tuple[str, ...] = ()

    def applied(self, expected: Schema, actual: Schema) -> tuple[Schema, Schema]:
        """Both sides without it."""
        is_own, is_ignored = own_objects(self.folder.settings.ledger), matching(self.ignore)
        wanted, found = without_assumed(self.before, without(expected, is_own), without(actual, is_own))
        return without(wanted, is_ignored), without(found, is_ignored)

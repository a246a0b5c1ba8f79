"""What was there before a migration: the entries that came first, replayed on a temporary server where there is one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from journal.authoring.derive.values import Moment
from journal.authoring.down import Derived
from journal.authoring.stepping import RoundTrip, proved, stepped
from journal.catalog.values import Schema
from journal.connect.temporary import connect_as_user
from journal.errors import ServerNotFound
from journal.folder.entries import Entry
from journal.folder.migrations import Migration
from journal.folder.missing_files import refuse_missing
from journal.folder.names import order_of
from journal.folder.read import Folder
from journal.rebuild.schemas import Replays
from journal.reconcile import reconcile
from journal.sql.parsed import Parsed

Replaying = Callable[[Folder], Replays]
"""Where migrations can be replayed, in databases that may be changed. May raise ServerNotFound."""


@dataclass(frozen=True)
class Past:
    """The past of a new file. `replaying` None is to do without a server; `now` is aware."""

    folder: Folder
    replaying: Replaying | None
    now: datetime

    def schema(self, tag: str) -> tuple[Schema | None, str]:
        """The schema before a migration; without a server None, and why. Raises what a replay raises."""
        if self.replaying is None:
            return None, _UNWANTED
        try:
            return self.replaying(self.folder).after(self._entries(tag)), ""
        except ServerNotFound as error:
            return None, error.message

    def undone(
        self, forward: Migration, parsed: Sequence[Parsed], make: Callable[[Sequence[Moment] | None], Derived]
    ) -> tuple[Derived, RoundTrip | None, str]:
        """The way back that `make` makes of the states around each statement, and its proof; else why there is none.

        Raises MigrationFailed where the forward file, or one before it, does not pass.
        """
        if self.replaying is None:
            return make(None), None, _UNWANTED
        try:
            replays = self.replaying(self.folder)
            options = replays.recipe.limits.options()
            with (
                replays.running(self._entries(forward.tag)) as database,
                connect_as_user(database.server.conninfo, options) as connection,
            ):
                states = stepped(connection, forward, parsed)
                derived = make(states)
                return derived, proved(connection, derived, parsed, states), ""
        except ServerNotFound as error:
            return make(None), None, error.message

    def _entries(self, tag: str) -> tuple[Entry, ...]:
        """Those before its own; where it has none, those whose names come first, for a file outside the journal."""
        refuse_missing(self.folder)
        entries = reconcile(self.folder, now=self.now).journal.entries
        tags = [entry.tag for entry in entries]
        if tag in tags:
            return entries[: tags.index(tag)]
        is_ignored = any(one.covers(f"{tag}.sql") for one in self.folder.settings.ignore)
        return tuple(entry for entry in entries if not is_ignored or entry.order <= order_of(tag))


_UNWANTED = "no replay was wanted"

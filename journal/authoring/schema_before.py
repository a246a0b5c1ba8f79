"""The schema before a migration: the entries that come first, replayed on a temporary server where there is one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from journal.authoring.derive.values import Derived, ForwardStep
from journal.authoring.stepping import RoundTrip, round_trip, stepped
from journal.catalog.values import Schema
from journal.connect.temporary import connect_as_user
from journal.errors import ServerNotFound
from journal.folder.entries import Entry
from journal.folder.file_names import order_of
from journal.folder.migrations import Migration
from journal.folder.read import Folder, refuse_missing
from journal.rebuild.schemas import Replays
from journal.reconcile import reconcile
from journal.sql.parsed import Parsed

Replaying = Callable[[Folder], Replays]
"""Where migrations can be replayed, in databases that may be changed. May raise ServerNotFound."""

_NO_REPLAY = "--no-replay was given"


@dataclass(frozen=True)
class Past:
    """The migrations before a new file. `replaying` is None to do without a server; `now` is aware."""

    folder: Folder
    replaying: Replaying | None
    now: datetime

    def schema(self, tag: str) -> tuple[Schema | None, str]:
        """Return the schema before a migration; without a server None, and why. Raises what a replay raises."""
        if self.replaying is None:
            return None, _NO_REPLAY
        try:
            return self.replaying(self.folder).after(self._entries(tag)), ""
        except ServerNotFound as error:
            return None, error.message

    def derived(
        self, forward: Migration, parsed: Sequence[Parsed], derive: Callable[[Sequence[ForwardStep] | None], Derived]
    ) -> tuple[Derived, RoundTrip | None, str]:
        """Replay the forward file, call `derive` with its steps, and prove the result; else say why there is no proof.

        Raises MigrationFailed where the forward file, or one before it, fails.
        """
        if self.replaying is None:
            return derive(None), None, _NO_REPLAY
        try:
            replays = self.replaying(self.folder)
            options = replays.recipe.limits.options()
            with (
                replays.running(self._entries(forward.tag)) as database,
                connect_as_user(database.server.conninfo, options) as connection,
            ):
                steps = stepped(connection, forward, parsed)
                derived = derive(steps)
                return derived, round_trip(connection, derived, parsed, steps), ""
        except ServerNotFound as error:
            return derive(None), None, error.message

    def _entries(self, tag: str) -> tuple[Entry, ...]:
        """Return the entries before a tag; for a file outside the journal, those whose names come first."""
        refuse_missing(self.folder)
        entries = reconcile(self.folder, now=self.now).journal.entries
        tags = [entry.tag for entry in entries]
        if tag in tags:
            return entries[: tags.index(tag)]
        is_ignored = any(pattern.covers(f"{tag}.sql") for pattern in self.folder.settings.ignore)
        return tuple(entry for entry in entries if not is_ignored or entry.order <= order_of(tag))

"""The parity section: journal, files, and the hashes that a replay leaves in the ledger."""

from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from journal.drizzle.choice import Confirmed, Engine, choose
from journal.errors import warned
from journal.folder.entries import journal_value
from journal.folder.read import Folder, refuse_missing
from journal.parity import Parity, ParityState, compare
from journal.rebuild.database import Hooks, Rebuilt, Recipe, ReplaySource, rebuilt
from journal.replay.progress import Watcher
from journal.server.provider import Provider
from journal.verification.section import SectionVerdict


@dataclass(frozen=True)
class ParityResult:
    """The comparison. `rebuilt` describes the temporary database, which runs while the stack is open."""

    folder: Folder
    parity: Parity
    rebuilt: Rebuilt
    confirmed: Confirmed

    @property
    def unhashed(self) -> tuple[str, ...]:
        """The entries without a hash in a journal that has hashes: an edit of their files would go unseen."""
        journal = self.folder.journal
        if not journal.text:
            return ()
        _, value = journal_value(journal.path, journal.text.encode())
        # A journal that only drizzle-kit wrote has no entry with the key, and then no hash is missing.
        if not any("hash" in item for item in value["entries"] if isinstance(item, dict)):
            return ()
        return tuple(filled.entry.tag for filled in self.parity.in_state(ParityState.FILLED))

    def verdict(self, *, strict: bool) -> SectionVerdict:
        """Whether all sides agree, and the project's drizzle-orm, where it ran."""
        agrees = self.parity.holds and not self.confirmed.contradicts and not self.unhashed
        return SectionVerdict.PASSED if agrees else SectionVerdict.FAILED


@dataclass(frozen=True)
class ParityOptions:
    """How the journal is replayed, and what is notified of progress."""

    recipe: Recipe
    engine: Engine
    watcher: Watcher


def replayed(folder: Folder, options: ParityOptions, provider: Provider, stack: ExitStack) -> ParityResult:
    """Replay the journal as it is on disk. The database runs until the stack is closed.

    Raises JournalError as bootstrap does: MigrationMissing, MigrationFailed, and what cannot be started.
    """
    refuse_missing(folder)
    choice = choose(options.engine, folder.settings.root)
    source = ReplaySource(folder.journal, folder.by_tag, folder.settings.ledger, choice.replays_by)
    entries = folder.journal.entries
    with choice.confirming() as confirming, warned(folder.notes):
        begin = partial(confirming.begin, folder.journal, source.migrations)
        database = stack.enter_context(rebuilt(source, options.recipe, provider, options.watcher, Hooks(begin)))
        confirmed = confirming.answer(entries, database.captured)
    return ParityResult(folder, compare(entries, folder.forwards, database.captured), database, confirmed)

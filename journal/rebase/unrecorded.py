"""A database without a row in Drizzle's ledger: whether its schema is that of an entry of this branch."""

from journal.connect.target import Target
from journal.dataclass import dataclass
from journal.folder.git.ref import GitRef, folder_at
from journal.folder.git.repository import GitFailed
from journal.handback.checklist import Item, no_go, unknown
from journal.handback.complete import ReplayOptions
from journal.handback.databases import naming
from journal.handback.request import Database
from journal.project.settings import Settings
from journal.rebuild.schemas import Replays
from journal.server.runs import run_folder
from journal.verbs.locate import locate_schema

_HEAD = "HEAD"


@dataclass(frozen=True)
class UnrecordedSchemas:
    """Compares databases with the entries of the branch, in the order of its last commit."""

    settings: Settings
    options: ReplayOptions
    ignore: tuple[str, ...] = ()
    has_conflicts: bool = False

    def item(self, database: Database) -> Item | None:
        """Return what was seen of a database; None where its ledger has a row, or it has no object of the entries."""
        live = database.live
        if live.ledger.rows or (live.manual and live.manual.rows):
            return None
        ledger = self.settings.ledger
        place = f"{database.target.shown}: {ledger.schema}.{ledger.table}"
        with run_folder() as private:
            try:
                folder = folder_at(GitRef(self.settings, _HEAD, "--url", "rebase"), private)
            except GitFailed as error:
                return self._unknown(f"{place} has no row, and HEAD could not be compared: {error.message}", database)
            if folder is None:
                return None
            replays = Replays(folder, self.options.recipe, database.provider, self.options.watcher)
            located = locate_schema(replays, live, self.ignore)
        if not located.equal:
            nearest = f"the one after {located.nearest.tag}" if located.nearest.tag else "an empty one"
            message = f"{place} has no row, and the schema equals that of no entry of HEAD. The nearest is {nearest}."
            return self._unknown(message, database)
        to = located.at[-1].tag
        if to is None:
            return None
        message = f"{place} has no row, and the schema equals that after {to} of HEAD, so migrate would run all again."
        stamp = self._command(database.target, "stamp", "--to", to)
        abort = "git merge --abort, then " if self.has_conflicts else ""
        return no_go("live-unrecorded", message, f"Record it on this branch first: {abort}{stamp}. Then rebase again.")

    def _unknown(self, message: str, database: Database) -> Item:
        way = f"Look at it: {self._command(database.target, 'locate')}. Or omit the database."
        return unknown("live-unrecorded", message, way)

    def _command(self, target: Target, *words: str) -> str:
        return naming(self.settings, target).command(*words)

"""What each live database is at, and what would be written there."""

from collections.abc import Iterator
from dataclasses import replace

from journal.dataclass import dataclass
from journal.folder.entries import FILE_NAME
from journal.handback.checklist import Again, Item
from journal.handback.cleaning_plan import Cleaning
from journal.handback.complete import CompletedCopy, ReplayOptions
from journal.handback.copy import ProjectCopy
from journal.handback.live_names import LiveNames
from journal.handback.recorded import following
from journal.handback.renames import Renames
from journal.handback.request import Database, HandbackRequest, Landing
from journal.handback.stamp import plan_stamp
from journal.ledger.naming import plan_names
from journal.ledger.predict import local_migrations


@dataclass(frozen=True)
class LiveLook:
    """The completed copy with which databases are compared."""

    copy: ProjectCopy
    options: ReplayOptions
    request: HandbackRequest
    completed: CompletedCopy
    cleaning: Cleaning
    renames: Renames

    def landing(self, database: Database) -> Landing:
        """Plan what is written to a database. Raises what `locate` and `stamp` raise."""
        settings, changes = self.copy.original, self.renames.changes(self.cleaning)
        has_journal = (settings.meta / FILE_NAME).exists()
        followed = following(settings, changes)
        plan = plan_stamp(self.completed, database, self.request.ignore, followed, has_journal=has_journal)
        if names := self.renames.folder_names:
            migrations = local_migrations(self.completed.folder)
            plan = replace(plan, naming=plan_names(migrations, database.live.ledger, plan.rehash, names), names=names)
        is_new = {change.tag for change in changes.hashes} & {*plan.tags}
        converts = plan.naming.is_due or bool(plan.names and plan.tags)
        return Landing(database, plan, follows=bool(plan.rehash.count or is_new or converts), converts=converts)

    def items(self, landing: Landing, again: Again) -> Iterator[Item]:
        """Yield what was seen of the database."""
        yield from landing.plan.items
        yield from LiveNames(self.copy, self.completed, self.options, landing.database).items(again, landing.plan)

"""The new names that a handback gives: tags with numbers, or the folders of drizzle 1.0; and what follows them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial

from journal.dataclass import dataclass
from journal.folder.lock import Lock, unread_lock
from journal.handback.checklist import Again, Item, note, unknown
from journal.handback.cleaning_plan import Cleaning
from journal.handback.copy import ProjectCopy
from journal.handback.ledger_conversion import Converting
from journal.handback.named_settings import new_settings
from journal.handback.new_lock import new_lock
from journal.handback.numbering import Renumbering
from journal.handback.publication import Publication
from journal.handback.request import Landing
from journal.handback.version_1 import NewFolders
from journal.handback.version_1_ledger import to_names
from journal.ledger.predict import local_migrations
from journal.ledger.rehash import FileChanges
from journal.ledger.renamed_rows import NameChanges
from journal.project.settings_edit import RenamedFiles


@dataclass(frozen=True)
class Renames:
    """`renumbering`: the tags of the copy. `folders`: what the entries become with `--to 1.0`."""

    renumbering: Renumbering | None = None
    folders: NewFolders | None = None

    @cached_property
    def files(self) -> RenamedFiles:
        """Return the new names by those that the project has."""
        if self.folders:
            return self.folders.renamed(self.renumbering)
        return self.renumbering.renamed if self.renumbering else RenamedFiles({}, {})

    @property
    def tags(self) -> Mapping[str, str]:
        """Return the new tags, or folders, by the tags that the project has."""
        return self.files.tags

    @property
    def folder_names(self) -> Mapping[str, str]:
        """Return the folders by the tags of the copy."""
        return self.folders.names if self.folders else {}

    def changes(self, cleaning: Cleaning) -> FileChanges:
        """Return what rows follow."""
        return FileChanges(cleaning.changes(self.renumbering.tags if self.renumbering else {}), NameChanges(self.tags))

    def publication(self, copy: ProjectCopy, lock: Lock | None) -> Publication:
        """Return what is written: the copy, and settings and lock with the new names. `lock`: the present one."""
        settings, new = copy.original, None
        if self.folders:
            new = self.folders.lock(lock or unread_lock(settings), self.renumbering)
        elif lock:
            new = new_lock(copy, lock, self.tags)
        named = new_settings(settings, self.files) if self.tags else None
        return Publication(copy, named, new, to_1=self.folders is not None)

    def converting(self, landings: Sequence[Landing]) -> Converting | None:
        """Return what gives the ledgers of the databases the columns of 1.0, and names; None for a folder of 0.x."""
        if self.folders is None:
            return None
        planned = {one.database.target.shown: one.plan.naming for one in landings}
        return partial(to_names, local_migrations(self.folders.completed.folder), self.folders.names, planned)

    def unknown_items(self, again: Again) -> Iterator[Item]:
        """Yield what is not known where no database was named."""
        if self.folders:
            message = (
                "No database was named. `migrate` of 1.0 upgrades each Drizzle ledger itself, and stops at a row that "
                "belongs to no folder. A manual ledger keeps the old names."
            )
            way = f"To look at a database, and to upgrade it with undo: {again('--url', 'URL')}"
            yield note("v1-databases", message, way)
        elif self.renumbering:
            message = (
                "The files get other names. No database was named, so it is not known whether the manual ledger of one "
                "has the old names: `drizzle-journal run` would run all files there again."
            )
            way = f"Name every database: {again('--url', 'URL')}. If none has a manual ledger: {again('--unproved')}"
            yield unknown("recorded-names", message, way)

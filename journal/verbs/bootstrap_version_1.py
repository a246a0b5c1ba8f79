"""Bootstrap in the layout of drizzle 1.0: every folder is an entry."""

from journal.errors import SettingsInvalid
from journal.folder.reconcile import Reconciled
from journal.folder.version_1 import read_version_1
from journal.ledger.environment import ManualTableAtHand
from journal.project.settings import Settings
from journal.verbs.scaffold import Decided, Decisions


def decide_version_1(settings: Settings, decisions: Decisions) -> Decided:
    """Read the folder. Every folder is an entry, so there is nothing to add or to ignore.

    Raises SettingsInvalid for a decision of 0.x.
    """
    if decisions.add or decisions.in_place or decisions.ignore:
        raise SettingsInvalid(
            "--add, --in-place and --ignore belong to a journal, which drizzle 1.0 does not have.",
            hint=f"Each folder with a migration.sql is a migration. Type: {settings.command('bootstrap')}",
        )
    folder = read_version_1(settings)
    journal = folder.journal
    return Decided(folder, Reconciled(journal, journal, (), ()), (), ManualTableAtHand())

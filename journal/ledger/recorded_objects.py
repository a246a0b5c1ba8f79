"""What a database has of the migrations that its ledger records."""

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

from journal.connect.search_path import user_path
from journal.dataclass import dataclass
from journal.folder.read import Folder
from journal.ledger.identify import identify
from journal.ledger.live_objects import MigrationObjects, Presence, look_at_objects
from journal.ledger.predict import local_migrations
from journal.ledger.read import LiveLedger

if TYPE_CHECKING:
    from psycopg import Connection


@dataclass(frozen=True)
class RecordedObjects:
    """What the database has of each migration, by its tag, in the journal's order; `recorded` are those with a row."""

    objects: Mapping[str, MigrationObjects] = field(default_factory=dict)
    recorded: frozenset[str] = frozenset()

    @property
    def absent(self) -> tuple[str, ...]:
        """Return the recorded migrations of which nothing is there, not even in another schema."""
        return tuple(
            tag
            for tag, one in self.objects.items()
            if tag in self.recorded and one.presence is Presence.ABSENT and not one.elsewhere
        )


def look_at_recorded(connection: "Connection[Any]", folder: Folder, ledger: LiveLedger) -> RecordedObjects:
    """Look at the objects of every entry that has a file. The session is ours (pinned)."""
    migrations = local_migrations(folder)
    recorded = frozenset(found.local.tag for found in identify(migrations, {}, ledger) if found.local)
    files = [folder.by_tag[one.tag] for one in migrations if one.hash]
    path, schema = user_path(connection), folder.settings.ledger.schema
    return RecordedObjects(look_at_objects(connection, files, recorded, path, schema), recorded)

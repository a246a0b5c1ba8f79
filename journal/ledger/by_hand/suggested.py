"""What `_manual_migrations` says of the journal's entries. Pure."""

from journal.folder.names import Kind
from journal.folder.read import Folder
from journal.ledger.by_hand.table import ManualTable


def suggested_tag(folder: Folder, manual: ManualTable | None) -> str | None:
    """The last of the first entries that `_manual_migrations` records, all of them. A baseline is run by nobody."""
    last = None
    for number, entry in enumerate(folder.journal.entries):
        migration = folder.by_tag.get(entry.tag)
        is_baseline = number == 0 and migration is not None and migration.kind is Kind.BASELINE
        if manual and manual.has(entry.tag):
            last = entry.tag
        elif not is_baseline:
            break
    return last

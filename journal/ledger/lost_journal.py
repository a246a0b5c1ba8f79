"""The entries of a journal that is missing or empty: from git, else from the ledger of the database that is named."""

from collections import defaultdict
from heapq import heappop, heappush

from journal.dataclass import dataclass
from journal.errors import Note
from journal.folder.entries import Entry
from journal.folder.git.history import newest_journal
from journal.folder.git.repository import Git
from journal.folder.hashing import drizzle_hash
from journal.folder.order import in_order
from journal.folder.read import Folder
from journal.folder.snapshots import read_snapshots
from journal.ledger.environment import ledger_at_hand


@dataclass(frozen=True)
class LostJournal:
    """What is known of a journal that was lost. `source` is a clause: where the entries were found.

    `used`: where nothing was found, what shows that there was one, so that a `when` must not be invented. `notes`: what
    could not be looked at.
    """

    entries: tuple[Entry, ...] = ()
    source: str = ""
    used: str = ""
    notes: tuple[Note, ...] = ()


def lost_journal(folder: Folder) -> LostJournal:
    """Look for the entries of a folder without any. A database is read only where snapshots show that one was lost."""
    path = folder.journal.path
    found = newest_journal(Git(folder.settings.migrations), path)
    if found:
        return LostJournal(found[1].entries, f"as in commit {found[0]}, which had the journal")
    snapshots = sum(1 for _ in read_snapshots(folder.settings.meta, folder.settings.boundary))
    if not snapshots:
        return LostJournal()
    used = f"{snapshots} snapshot{'s' if snapshots > 1 else ''} of drizzle-kit"
    ledger = ledger_at_hand(folder.settings.ledger)
    # An entry for each file that a row has the hash of; files with the same bytes get their rows in order.
    whens = defaultdict[str | None, list[int]](list)
    for row in ledger.rows:
        if isinstance(row.created_at, int):
            heappush(whens[row.hash], row.created_at)
    dated = [
        (heappop(moments), migration.tag)
        for migration in in_order(folder.forwards, folder.settings.baseline)
        if (moments := whens[drizzle_hash(migration.raw)])
    ]
    if not dated:
        return LostJournal(used=used, notes=ledger.notes)
    entries = tuple(Entry(idx, when, tag) for idx, (when, tag) in enumerate(sorted(dated)))
    return LostJournal(entries, f"with `created_at` as `when`, by their hashes in {ledger.shown}")

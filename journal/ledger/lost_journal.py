"""The entries of a journal that is missing or empty: from git, else from the ledger of the database that is named."""

from collections import defaultdict
from heapq import heappop, heappush

from journal.connect.find import find_target
from journal.connect.target import Target
from journal.dataclass import dataclass
from journal.errors import JournalError, Note
from journal.folder.entries import Entry
from journal.folder.git.history import newest_journal
from journal.folder.git.repository import Git
from journal.folder.hashing import drizzle_hash
from journal.folder.order import in_order
from journal.folder.read import Folder
from journal.folder.snapshots import read_snapshots
from journal.ledger.environment import ledger_at_hand
from journal.project.settings import Settings
from journal.sql.drizzle_kit_style import generated_by_drizzle_kit


@dataclass(frozen=True)
class LostJournal:
    """What is known of a journal that was lost. `source` is a clause: where the entries were found.

    `used`: where nothing was found, what shows that there was one, so that a `when` must not be invented. `next`: the
    arguments of the command that looks in the database that the project names, its verb first. `notes`: what could not
    be looked at.
    """

    entries: tuple[Entry, ...] = ()
    source: str = ""
    used: str = ""
    next: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


def lost_journal(folder: Folder, named: Target | None = None) -> LostJournal:
    """Look for the entries of a folder without any: in git, else in the ledger of the database that was named.

    One that only the environment names is read where snapshots, or migrations that drizzle-kit generated, show that a
    journal was lost. Raises what reading the `named` one raises.
    """
    path = folder.journal.path
    found = newest_journal(Git(folder.settings.migrations), path)
    if found:
        return LostJournal(found[1].entries, f"as in commit {found[0]}, which had the journal")
    used = _used(folder)
    if not (used or named):
        return LostJournal()
    ledger = ledger_at_hand(folder.settings.ledger, named)
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
        return LostJournal(used=used, next=() if named else _to_look(folder.settings), notes=ledger.notes)
    entries = tuple(Entry(idx, when, tag) for idx, (when, tag) in enumerate(sorted(dated)))
    return LostJournal(entries, f"with `created_at` as `when`, by their hashes in {ledger.shown}")


def _used(folder: Folder) -> str:
    """Return what shows that drizzle-kit had a journal here; empty where nothing does."""
    snapshots = sum(1 for _ in read_snapshots(folder.settings.meta, folder.settings.boundary))
    if snapshots:
        return f"{snapshots} snapshot{'s' if snapshots > 1 else ''} of drizzle-kit"
    generated = sum(generated_by_drizzle_kit([piece.text for piece in one.pieces]) for one in folder.forwards)
    return f"{generated} migration{'s' if generated > 1 else ''} that drizzle-kit generated" if generated else ""


def _to_look(settings: Settings) -> tuple[str, ...]:
    """Return the arguments that name the project's database, where a variable has its URL."""
    try:
        variable = find_target(settings).variable
    except JournalError:
        return ()
    return ("bootstrap", "--env-var", variable) if variable else ()

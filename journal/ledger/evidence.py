"""What a ledger and git know of the files whose hashes the journal lacks, or records otherwise."""

from collections.abc import Iterable, Iterator, Mapping

from journal.connect.target import Target
from journal.dataclass import dataclass
from journal.errors import Note, Severity
from journal.folder.entries import Entry
from journal.folder.git.history import commit_of, first_versions
from journal.folder.git.repository import Git, Unanswered
from journal.folder.hashing import drizzle_hash
from journal.folder.read import Folder
from journal.ledger.environment import LedgerAtHand, ledger_at_hand


@dataclass(frozen=True)
class FileEvidence:
    """Whether a file still is what a database applied, or what was committed first; `text` is a sentence on it.

    `commit` has the other content, where that is known. `by_ledger`: a database is known to have applied that.
    """

    supports: bool
    text: str
    commit: str | None = None
    by_ledger: bool = False


@dataclass(frozen=True)
class KnownContents:
    """What is known of files, by tag. `notes`: what could not be looked at."""

    of_files: Mapping[str, FileEvidence]
    notes: tuple[Note, ...] = ()

    @property
    def against(self) -> frozenset[str]:
        """The tags of the files that had another content before."""
        return frozenset(tag for tag, one in self.of_files.items() if not one.supports)


def evidence_of(folder: Folder, named: Target | None = None) -> KnownContents:
    """Look up each listed file without a recorded hash, or with another one: in the ledger at hand, else in git."""
    by_tag = folder.by_tag
    asked = {
        entry.tag: entry
        for entry in folder.journal.entries
        if entry.tag in by_tag and entry.hash != drizzle_hash(by_tag[entry.tag].raw)
    }
    if not asked:
        return KnownContents({})
    ledger, git = ledger_at_hand(folder.settings.ledger, named), Git(folder.settings.migrations)
    found = dict(_of_ledger(asked.values(), folder, ledger, git))
    left = asked.keys() - found.keys()
    try:
        added = first_versions(git, folder.settings.migrations, [one for one in folder.migrations if one.tag in left])
    except Unanswered as reason:
        message = f"Whether files were edited after the commit that added them is not known: {reason}."
        unknown = Note("history-unknown", message, reason.hint, severity=Severity.NOTE)
        return KnownContents(found, (*ledger.notes, unknown) if git.repository else ledger.notes)
    by_git = {}
    for tag, first in added.items():
        now = "has it as it is now" if first.unchanged else "had another content"
        text = f"Commit {first.commit}, which added the file, {now}."
        by_git[tag] = FileEvidence(first.unchanged, text, None if first.unchanged else first.commit)
    return KnownContents(by_git | found, ledger.notes)


def _of_ledger(
    entries: Iterable[Entry], folder: Folder, ledger: LedgerAtHand, git: Git
) -> Iterator[tuple[str, FileEvidence]]:
    """Yield what the rows say of files: one with the file's hash, or one of the same moment with another hash."""
    hashes, by_moment = {row.hash for row in ledger.rows}, {row.created_at: row for row in ledger.rows}
    for entry in entries:
        migration, row = folder.by_tag[entry.tag], by_moment.get(entry.when)
        if drizzle_hash(migration.raw) in hashes:
            yield entry.tag, FileEvidence(True, f"{ledger.shown} has applied the file as it is now.")
        elif row:
            text = f"{ledger.shown} has applied another content, with the hash {row.hash[:12]} (row {row.id})."
            yield entry.tag, FileEvidence(False, text, commit_of(git, migration.path, row.hash), by_ledger=True)

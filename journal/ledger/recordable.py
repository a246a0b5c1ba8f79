"""The hashes that a journal lacks, computed from files that neither git nor the ledger at hand contradicts."""

from collections.abc import Mapping, Sequence
from dataclasses import field

from journal.dataclass import dataclass
from journal.folder.entries import Entry
from journal.folder.git.history import ignored
from journal.folder.git.repository import Git, Unanswered
from journal.folder.hashing import drizzle_hash
from journal.folder.read import Folder
from journal.ledger.evidence import evidence_of


@dataclass(frozen=True)
class RecordableHashes:
    """`found`: hashes by tag. `reasons`: a sentence on each tag, also on those whose hash may have been another one."""

    found: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def refused(self) -> tuple[str, ...]:
        """The tags whose hashes stay missing."""
        return tuple(tag for tag in self.reasons if tag not in self.found)


def recordable_hashes(folder: Folder, entries: Sequence[Entry]) -> RecordableHashes:
    """Return the hashes of these entries, of files that git shows as new or unchanged since their first commit.

    Not those that the ledger of DATABASE_URL has otherwise. Entries without a file are left out.
    """
    forwards = {migration.tag: migration for migration in folder.forwards}
    files = {entry.tag: forwards[entry.tag] for entry in entries if entry.tag in forwards}
    if not files:
        return RecordableHashes()
    known, above = evidence_of(folder), folder.settings.migrations
    try:
        unseen = ignored(Git(above), above)
        paths = {tag: one.path.relative_to(above).as_posix() for tag, one in files.items()}
        unknown = {tag: "Git ignores the file." for tag, path in paths.items() if path in unseen}
    except Unanswered as error:
        unknown = dict.fromkeys(files, f"It is not known whether the file was edited: {error.reason}.")
    unknown |= dict.fromkeys(files, known.notes[0].message) if known.notes else {}
    found = {tag: drizzle_hash(one.raw) for tag, one in files.items() if tag not in known.against | unknown.keys()}
    new = dict.fromkeys(files, "Git shows the file as new.")
    texts = {tag: one.text for tag, one in known.of_files.items() if tag in files}
    return RecordableHashes(found, new | texts | unknown)

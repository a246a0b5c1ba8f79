"""hash-missing (warning): an entry has no hash, and one after it has.

Why: an edit of the migration cannot be detected. Entries get their hashes in order, so somebody removed this one, or
inserted the entry.
Instead: `drizzle-journal bootstrap` replays the migrations and fills the hash in.
"""

from collections.abc import Sequence
from itertools import takewhile

from journal.folder.entries import Entry
from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    entries = [entry for _, entry in subject.entries] if not subject.folder.lock else []
    for index, entry in subject.entries[: len(entries) - newest_without_hash(entries)]:
        if entry.hash is None:
            help_ = f"Type: {subject.settings.command('bootstrap')}"
            yield subject.entry_finding(index, "hash", f"{entry.tag} has no hash, though later entries have.", help_)


def newest_without_hash(entries: Sequence[Entry]) -> int:
    """Return how many of the newest entries have no hash; all of them where no hash is recorded."""
    return len(list(takewhile(lambda entry: entry.hash is None, reversed(entries))))

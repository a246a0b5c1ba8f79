"""when-in-the-same-second: two entries fall in the same second.

Why: drizzle-kit 1.0 names a folder by the second, and its migrator matches old ledger rows by the second: `drizzle-
kit up` mixes the two up.
Instead: put at least a second between them, as long as no database has recorded the later one.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.folder.entries import Entry
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for the later of two; one that does not rise at all is another rule's."""
    seen: dict[int, Entry] = {}
    highest = -1
    for index, entry in subject.entries:
        other = seen.setdefault(entry.when // 1000, entry)
        if other is not entry and entry.when > highest:
            yield Finding(
                f"{entry.tag} and {other.tag} fall in the same second; drizzle-kit 1.0 tells them apart by the second.",
                f"Write {(other.when // 1000 + 1) * 1000}, as long as no database has recorded it.",
                subject.at(index, "when"),
                entry.tag,
            )
        highest = max(highest, entry.when)

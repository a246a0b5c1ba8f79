"""when-in-the-same-second (warning): two entries have a `when` in the same second.

Why: drizzle-kit 1.0 names a folder by the second, and its migrator matches old ledger rows by the second, so
`drizzle-kit up` confuses the two.
Instead: put at least a second between them, if no database has recorded the later one.
"""

from journal.folder.entries import Entry
from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    """Find the later of two; one that does not rise at all is another rule's."""
    seen: dict[int, Entry] = {}
    highest = -1
    for index, entry in subject.entries:
        other = seen.setdefault(entry.when // 1000, entry)
        if other is not entry and entry.when > highest:
            message = f"{entry.tag} and {other.tag} are in the same second, by which drizzle-kit 1.0 identifies them."
            help_ = f"Write {(other.when // 1000 + 1) * 1000}, if no database has recorded it."
            yield subject.entry_finding(index, "when", message, help_)
        highest = max(highest, entry.when)

"""duplicate-tag: the journal lists a migration twice.

Why: Drizzle runs its file twice on a fresh database, and the second time it fails, or does its work again.
Instead: remove one of the two entries.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each that is there already."""
    seen: set[str] = set()
    for index, entry in subject.entries:
        if entry.tag in seen:
            message = f"The journal lists {entry.tag} twice, so a fresh database runs its file twice."
            yield Finding(message, "Remove one of the two entries.", subject.at(index), entry.tag)
        seen.add(entry.tag)

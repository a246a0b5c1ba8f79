"""journal-unreadable: the journal is not JSON with a list of entries, in UTF-8.

Why: drizzle-kit and the migrator stop at it, and drizzle-kit prints nothing that helps.
Instead: mend the place that is named, or restore the file from history.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.folder.lenient import has_merge_markers
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """One finding, where the reading stopped."""
    broken = subject.raw.broken
    if broken and not has_merge_markers(broken):
        yield Finding(broken.message, broken.hint, broken.place)

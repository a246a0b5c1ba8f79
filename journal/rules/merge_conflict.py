"""merge-conflict: the journal has merge conflict markers.

Why: it is no JSON as it is. Whoever resolves it by taking one side loses the other side's entries, and their
migrations never run.
Instead: keep the entries of both sides, those of the base branch first, and number `idx` anew.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.folder.lenient import has_merge_markers
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """One finding, at the first marker."""
    broken = subject.raw.broken
    if broken and has_merge_markers(broken):
        yield Finding(broken.message, broken.hint, broken.place)

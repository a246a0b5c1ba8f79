"""snapshot-unreadable: a snapshot is not JSON.

Why: `drizzle-kit generate` and `check` stop at it, the first of them with exit code 0.
Instead: restore it from history.
"""

from collections.abc import Iterator
from shlex import quote

from journal.errors import Place, Severity
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each."""
    for snapshot in subject.snapshots:
        if snapshot.problem:
            yield Finding(
                f"{snapshot.path.name} {snapshot.problem}; drizzle-kit stops at it.",
                f"Restore it: git checkout HEAD -- {quote(str(snapshot.path))}. In a merge conflict take the base "
                "branch's side, and generate your own migration again.",
                Place(snapshot.path),
            )

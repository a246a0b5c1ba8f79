"""snapshot-duplicate-id: two snapshots have the same `id`.

Why: one is a copy of the other: the chain cannot be followed, and drizzle-kit 1.0 refuses the folder.
Instead: restore the one that was overwritten, from history.
"""

from collections.abc import Iterator
from shlex import quote

from journal.errors import Place, Severity
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for the later of two."""
    seen: dict[str, str] = {}
    for snapshot in subject.snapshots:
        other = seen.setdefault(snapshot.id, snapshot.path.name) if snapshot.id else snapshot.path.name
        if other != snapshot.path.name:
            yield Finding(
                f"{snapshot.path.name} has the same `id` as {other}.",
                f"Restore it: git log -p -- {quote(str(snapshot.path))}",
                Place(snapshot.path),
            )

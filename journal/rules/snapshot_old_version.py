"""snapshot-old-version: a snapshot is not of the version that drizzle-kit 0.31 writes, or not PostgreSQL's.

Why: `drizzle-kit generate` and `check` refuse the folder until it is brought up to date.
Instead: `drizzle-kit up` brings an old folder to version 7.
"""

from collections.abc import Iterator

from journal.errors import Place, Severity
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each."""
    for snapshot in subject.snapshots:
        if snapshot.problem or (snapshot.version == "7" and snapshot.dialect == "postgresql"):
            continue
        said = f"version {snapshot.version!r} and dialect {snapshot.dialect!r}"
        yield Finding(
            f"{snapshot.path.name} has {said}; drizzle-kit 0.31 writes '7' and 'postgresql'.",
            "Type: drizzle-kit up",
            Place(snapshot.path),
        )

"""snapshot-chain: a snapshot's `prevId` is not the snapshot before it.

Why: the snapshots are a chain; where it is broken, drizzle-kit 1.0 refuses the folder, and a merge has usually lost
the changes of one side.
Instead: restore what is missing; after a merge, generate the later migration again on top of the other.
"""

from collections.abc import Iterator

from journal.errors import Place, Severity
from journal.folder.snapshots import NO_PARENT, prefix_of
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each whose parent is nowhere, and for one that is its own ancestor."""
    ids = {snapshot.id for snapshot in subject.snapshots if snapshot.id}
    readable = {one.prefix for one in subject.snapshots if not one.problem}
    missing = {prefix_of(entry.tag) for _, entry in subject.entries} - readable
    roots = [one.prefix for one in subject.snapshots if one.parent == NO_PARENT]
    ordered = [prefix for _, entry in subject.entries if (prefix := prefix_of(entry.tag)) in roots]
    first = (ordered or roots or [""])[0]
    for snapshot in (one for one in subject.snapshots if not one.problem):
        if snapshot.id is None or snapshot.parent is None:
            key = "id" if snapshot.id is None else "prevId"
            yield Finding(f"{snapshot.path.name} has no `{key}`.", _RESTORE, Place(snapshot.path))
        elif snapshot.parent == snapshot.id:
            yield Finding(f"{snapshot.path.name} is its own parent.", _RESTORE, Place(snapshot.path))
        elif snapshot.parent == NO_PARENT and snapshot.prefix != first and not missing:
            message = f"{snapshot.path.name} has no parent, and it is not the first."
            yield Finding(message, _RESTORE, Place(snapshot.path))
        elif snapshot.parent not in ids and snapshot.parent != NO_PARENT and not missing:
            yield Finding(
                f"{snapshot.path.name} has the parent {snapshot.parent}, and no snapshot has that `id`.",
                _RESTORE,
                Place(snapshot.path),
            )


_RESTORE = "Restore it from history, or generate its migration again on top of the one before."

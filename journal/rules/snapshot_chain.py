"""snapshot-chain (error): the `prevId` of a snapshot is not the `id` of another one.

Why: the snapshots form a chain. If it is broken, drizzle-kit 1.0 refuses the folder, and a merge has usually lost the
changes of one side.
Instead: restore what is missing; after a merge, generate the later migration again on top of the other.
"""

from collections.abc import Container

from journal.folder.snapshots import NO_PARENT, SnapshotFile, prefix_of
from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    """Where an entry has no readable snapshot, a missing parent belongs to another rule."""
    readable = [snapshot for snapshot in subject.snapshots if not snapshot.problem]
    prefixes = [prefix_of(entry.tag) for _, entry in subject.entries]
    is_complete = not subject.raw.broken and {*prefixes} <= {snapshot.prefix for snapshot in readable}
    ids = {snapshot.id for snapshot in subject.snapshots if snapshot.id}
    roots = [snapshot.prefix for snapshot in subject.snapshots if is_root(snapshot, ids)]
    first = next((prefix for prefix in [*prefixes, *roots] if prefix in roots), "")
    for snapshot in readable:
        message = ""
        if snapshot.id is None or snapshot.parent is None:
            message = f"has no `{'id' if snapshot.id is None else 'prevId'}`"
        elif snapshot.parent == snapshot.id:
            message = "is its own parent"
        elif is_complete and is_root(snapshot, ids):
            message = "has no parent, and it is not the first" if snapshot.prefix != first else ""
        elif is_complete and snapshot.parent not in ids:
            message = f"has the parent {snapshot.parent}, and no snapshot has that `id`"
        if message:
            help_ = "Restore it from history, or generate its migration again on top of the one before."
            if snapshot.parent not in ids and prefixes[:1] == [snapshot.prefix]:
                replace = subject.settings.command("snapshot", "--replace")
                help_ = f"If earlier migrations were squashed into this one: {replace}. If not, restore them."
            yield subject.file_finding(snapshot.path, f"{snapshot.path.name} {message}.", help_)


def is_root(snapshot: SnapshotFile, ids: Container[str]) -> bool:
    """Tell whether a snapshot names no parent. That of `drizzle-kit pull` has no `prevId`, and as `id` what means none.

    The next one then names it by that `id`. Source: drizzle-kit 0.31.11.
    """
    return snapshot.parent == "" or (snapshot.parent == NO_PARENT and NO_PARENT not in ids)

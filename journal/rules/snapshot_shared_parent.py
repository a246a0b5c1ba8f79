"""snapshot-shared-parent (error): two snapshots have the same parent.

Why: two branches were generated from one state; `drizzle-kit check` and `generate` refuse it, and neither snapshot has
the changes of both.
Instead: remove the later migration with its snapshot, and generate it again on top of the other.
"""

from journal.rules.snapshot_chain import is_root
from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    seen: dict[str, str] = {}
    ids = {snapshot.id for snapshot in subject.snapshots if snapshot.id}
    for snapshot in subject.snapshots:
        if snapshot.parent is None or snapshot.parent == snapshot.id or is_root(snapshot, ids):
            continue
        other = seen.setdefault(snapshot.parent, snapshot.path.name)
        if other != snapshot.path.name:
            message = f"{snapshot.path.name} and {other} have the same parent, so neither has the changes of the other."
            yield subject.file_finding(
                snapshot.path, message, "Generate the later migration again on top of the other."
            )

"""snapshot-shared-parent (error): two snapshots have the same parent.

Why: two branches were generated from one state; `drizzle-kit check` and `generate` refuse it, and neither snapshot has
the changes of both.
Instead: remove the later migration with its snapshot, and generate it again on top of the other.
"""

from journal.folder.snapshots import NO_PARENT
from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    seen: dict[str, str] = {}
    for snapshot in subject.snapshots:
        if snapshot.parent is None or snapshot.parent in (NO_PARENT, snapshot.id):
            continue
        other = seen.setdefault(snapshot.parent, snapshot.path.name)
        if other != snapshot.path.name:
            message = f"{snapshot.path.name} and {other} have the same parent, so neither has the changes of the other."
            yield subject.file_finding(
                snapshot.path, message, "Generate the later migration again on top of the other."
            )

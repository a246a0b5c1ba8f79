"""snapshot-shared-parent: two snapshots have the same parent.

Why: two branches were made from one state; `drizzle-kit check` and `generate` stop at it, and neither snapshot has
the changes of both.
Instead: remove the later migration with its snapshot, and generate it again on top of the other.
"""

from collections.abc import Iterator

from journal.errors import Place, Severity
from journal.folder.snapshots import NO_PARENT
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for the later of two; a second one without a parent is a broken chain."""
    seen: dict[str, str] = {}
    for snapshot in subject.snapshots:
        if snapshot.parent is None or snapshot.parent in (NO_PARENT, snapshot.id):
            continue
        other = seen.setdefault(snapshot.parent, snapshot.path.name)
        if other != snapshot.path.name:
            yield Finding(
                f"{snapshot.path.name} and {other} have the same parent, so neither has the changes of the other.",
                "Generate the later migration again on top of the other.",
                Place(snapshot.path),
            )

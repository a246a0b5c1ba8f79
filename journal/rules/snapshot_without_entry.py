"""snapshot-without-entry: a snapshot belongs to no entry.

Why: `drizzle-kit generate` compares with the lexically last snapshot, whether an entry has it or not; one that is
left over hides later changes.
Instead: remove it, or restore the entry that it belongs to.
"""

from collections.abc import Iterator

from journal.errors import Place, Severity
from journal.folder.snapshots import prefix_of
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each; none while the journal cannot be read."""
    if not subject.raw.value:
        return
    prefixes = {prefix_of(tag) for tag in subject.listed}
    for snapshot in subject.snapshots:
        if snapshot.prefix not in prefixes:
            yield Finding(
                f"{snapshot.path.name} belongs to no entry of the journal, and drizzle-kit reads it all the same.",
                "Remove it, or restore its entry.",
                Place(snapshot.path),
            )

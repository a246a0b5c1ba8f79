"""shared-prefix: two tags have the same part before the first underscore.

Why: both have one snapshot file, so `drizzle-kit generate` has overwritten the first one's, and drizzle-kit 1.0 finds
one snapshot for two migrations. It is what two branches with the same number leave behind.
Instead: renumber the later one, tag, file and snapshot; the hash stays, since it knows no names.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.folder.snapshots import prefix_of
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for the later of two."""
    if not subject.is_drizzle_kits:  # made by hand altogether: nobody reads prefixes or snapshots here
        return
    seen: dict[str, str] = {}
    for index, entry in subject.entries:
        other = seen.setdefault(prefix_of(entry.tag), entry.tag)
        if other != entry.tag:
            yield Finding(
                f"{entry.tag} and {other} share the prefix {prefix_of(entry.tag)!r}, and so one snapshot file.",
                "After a merge: take the base branch's side of meta/, remove your own SQL file, and generate it "
                "again. Otherwise give one of them another number; the hash stays as it is.",
                subject.at(index),
                entry.tag,
            )

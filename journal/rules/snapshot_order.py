"""snapshot-order: the lexically last snapshot is not that of the last entry.

Why: `drizzle-kit generate` compares with the lexically last file of meta/, not with the last entry's: every later
migration repeats changes or misses them.
Instead: give the entries one kind of prefix, so that names sort as the journal does.
"""

from collections.abc import Iterator

from journal.errors import Place, Severity
from journal.folder.snapshots import prefix_of
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """One finding, at the snapshot that generate would take."""
    prefixes = [prefix_of(entry.tag) for _, entry in subject.entries]
    known = set(prefixes)
    here = [snapshot for snapshot in subject.snapshots if snapshot.prefix in known]
    if not here or prefixes[-1] not in {snapshot.prefix for snapshot in here}:
        return
    if here[-1].prefix != prefixes[-1]:
        yield Finding(
            f"`drizzle-kit generate` compares with {here[-1].path.name}, the lexically last snapshot, and not with "
            f"{prefixes[-1]}_snapshot.json of the last entry.",
            "Rename tags, files and snapshots so that names sort as the journal does; hashes stay as they are.",
            Place(here[-1].path),
        )

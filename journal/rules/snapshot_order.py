"""snapshot-order (error): the last snapshot by name is not that of the last entry.

Why: `drizzle-kit generate` compares with the last file of meta/ by name, not with the last entry's: every later
migration repeats changes or misses them.
Instead: give all entries one kind of prefix, so that names sort in the order of the journal.
"""

from journal.folder.snapshots import prefix_of
from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    """Find the snapshot that `drizzle-kit generate` takes."""
    prefixes = [prefix_of(entry.tag) for _, entry in subject.entries]
    present = [snapshot for snapshot in subject.snapshots if snapshot.prefix in prefixes]
    if any(snapshot.prefix == prefixes[-1] for snapshot in present) and present[-1].prefix != prefixes[-1]:
        yield subject.file_finding(
            present[-1].path,
            f"`drizzle-kit generate` compares with {present[-1].path.name}, the last snapshot by name, and not with "
            f"{prefixes[-1]}_snapshot.json of the last entry.",
            "Rename tags, files and snapshots so that names sort in the order of the journal; hashes do not change.",
        )

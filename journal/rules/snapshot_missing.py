"""snapshot-missing: an entry has no snapshot.

Why: without that of the last entry, `drizzle-kit generate` compares with an older state and writes changes again that
are made already; without any one of them, drizzle-kit 1.0 refuses the folder.
Instead: restore it from history, or rebuild it from the migrations: `journal snapshot`.
"""

from collections.abc import Iterator

from journal.errors import Place, Severity
from journal.folder.snapshots import prefix_of
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each; none where the folder has no snapshot at all, which is said once."""
    if not subject.is_drizzle_kits:  # made by hand altogether: nobody reads prefixes or snapshots here
        return
    here = {snapshot.prefix for snapshot in subject.snapshots}
    if subject.entries and not here and not _has_bare(subject):
        message = "No entry has a snapshot, so `drizzle-kit generate` writes the whole schema again."
        yield Finding(message, _RESTORE, Place(subject.settings.meta))
        return
    last = subject.entries[-1][1] if subject.entries else None
    for index, entry in subject.entries:
        if prefix_of(entry.tag) and prefix_of(entry.tag) not in here:
            what = (
                "compares with an older state"
                if entry is last
                else "does not miss it, and drizzle-kit 1.0 refuses the folder"
            )
            name = f"{prefix_of(entry.tag)}_snapshot.json"
            message = f"{entry.tag} has no snapshot {name}: `drizzle-kit generate` {what}."
            yield Finding(message, _RESTORE, subject.at(index), entry.tag)


_RESTORE = (
    "Rebuild it from the migrations: journal snapshot; or restore it: git checkout HEAD -- its path, or find it with "
    "git log --all -- '*_snapshot.json'."
)


def _has_bare(subject: Subject) -> bool:
    """Prefix mode `none` has one snapshot without a prefix, for all entries."""
    return (subject.settings.meta / "_snapshot.json").exists()

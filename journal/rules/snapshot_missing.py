"""snapshot-missing (warning): an entry has no snapshot, and others have.

Why: without the last entry's snapshot, `drizzle-kit generate` compares with an older state and repeats changes; without
any other one, drizzle-kit 1.0 refuses the folder.
Instead: restore it from history, or write it from the migrations: `drizzle-journal snapshot`.
"""

from shlex import quote

from journal.folder.snapshots import prefix_of
from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    """A folder without any snapshot is another rule's; prefix mode `none` has one snapshot for all entries."""
    present = {snapshot.prefix for snapshot in subject.snapshots}
    for index, entry in subject.entries if present else ():
        prefix = prefix_of(entry.tag)
        if prefix and prefix not in present:
            effect = "`drizzle-kit generate` does not need it, but drizzle-kit 1.0 refuses the folder"
            if entry is subject.entries[-1][1]:
                effect = "`drizzle-kit generate` compares with an older state"
            message = f"{entry.tag} has no snapshot {prefix}_snapshot.json: {effect}."
            yield subject.entry_finding(index, "tag", message, way_on(subject, prefix))


def way_on(subject: Subject, prefix: str) -> str:
    """Return the command that writes the snapshots, and where git may have them."""
    write = f"Write it from the migrations: {subject.settings.command('snapshot')}"
    path = quote(str(subject.settings.meta / f"{prefix}_snapshot.json"))
    return f"{write}; or look for it in history: git log --all -- {path}" if subject.git.repository else write

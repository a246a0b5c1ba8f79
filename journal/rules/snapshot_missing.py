"""snapshot-missing (warning): an entry has no snapshot.

Why: without the last entry's snapshot, `drizzle-kit generate` compares with an older state and repeats changes; without
any other one, drizzle-kit 1.0 refuses the folder.
Instead: restore it from history, or write it from the migrations: `journal snapshot`.
"""

from shlex import quote

from journal.errors import Place
from journal.folder.snapshots import prefix_of
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    """One finding in all where the folder has no snapshots; prefix mode `none` has one snapshot for all entries."""
    if not subject.uses_drizzle_kit or not subject.entries:
        return
    present = {snapshot.prefix for snapshot in subject.snapshots}
    if not present and not (subject.settings.meta / "_snapshot.json").exists():
        message = "No entry has a snapshot, so `drizzle-kit generate` writes the whole schema again."
        yield Finding(message, _help(subject, "*"), Place(subject.settings.meta))
        return
    for index, entry in subject.entries:
        prefix = prefix_of(entry.tag)
        if prefix and prefix not in present:
            effect = "`drizzle-kit generate` does not need it, but drizzle-kit 1.0 refuses the folder"
            if entry is subject.entries[-1][1]:
                effect = "`drizzle-kit generate` compares with an older state"
            message = f"{entry.tag} has no snapshot {prefix}_snapshot.json: {effect}."
            yield subject.entry_finding(index, "tag", message, _help(subject, prefix))


def _help(subject: Subject, prefix: str) -> str:
    write = f"Write it from the migrations: {subject.settings.command('snapshot')}"
    path = quote(str(subject.settings.meta / f"{prefix}_snapshot.json"))
    return f"{write}; or look for it in history: git log --all -- {path}" if subject.git.repository else write

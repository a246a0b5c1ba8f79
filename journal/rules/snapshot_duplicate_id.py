"""snapshot-duplicate-id (error): two snapshots have the same `id`.

Why: one is a copy of the other: their order is not known, and drizzle-kit 1.0 refuses the folder.
Instead: restore the one that was overwritten, from history.
"""

from shlex import quote

from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    seen: dict[str, str] = {}
    for snapshot in subject.snapshots:
        other = seen.setdefault(snapshot.id, snapshot.path.name) if snapshot.id else snapshot.path.name
        if other != snapshot.path.name:
            message = f"{snapshot.path.name} has the same `id` as {other}."
            yield subject.file_finding(snapshot.path, message, f"Restore it: git log -p -- {quote(str(snapshot.path))}")

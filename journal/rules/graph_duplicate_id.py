"""graph-duplicate-id (error): two snapshot.json files have the same id.

Why: drizzle-kit 1.0 joins snapshots by their ids. A copied folder has the id of the first one, and `generate` takes one
of the two.
Instead: generate the second migration again, or rebuild its snapshot with `drizzle-journal snapshot --replace`.
"""

from journal.errors import Place
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    seen: dict[str, str] = {}
    for snapshot in subject.graph:
        other = seen.setdefault(snapshot.id, snapshot.folder) if snapshot.id else snapshot.folder
        if other != snapshot.folder:
            message = f"The snapshots of {other} and {snapshot.folder} have the same id."
            help_ = subject.rebuilding("--replace", otherwise=f"Generate {snapshot.folder} again.")
            yield Finding(message, help_, Place(snapshot.path), snapshot.folder)

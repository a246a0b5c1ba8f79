"""snapshot-unreadable (error): a snapshot is not JSON.

Why: `drizzle-kit generate` and `check` stop at it, `generate` with exit code 0.
Instead: restore it from history.
"""

from shlex import quote

from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    for snapshot in subject.snapshots:
        if snapshot.problem:
            yield subject.file_finding(
                snapshot.path,
                f"{snapshot.path.name} {snapshot.problem}; drizzle-kit stops at it.",
                f"Restore it: git checkout HEAD -- {quote(str(snapshot.path))}. In a merge conflict take the base "
                "branch's side, and generate your own migration again.",
            )

"""snapshot-unreadable (error): a snapshot is not JSON.

Why: `drizzle-kit generate` and `check` stop at it, `generate` with exit code 0.
Instead: restore it from history.
"""

from shlex import quote

from journal.rules.support.merged import by_rebase, generate_again
from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    for snapshot in subject.snapshots:
        if snapshot.problem:
            restore = f"Restore it: git checkout HEAD -- {quote(str(snapshot.path))}"
            way = f"Type: {rebase} By hand: " if (rebase := by_rebase(subject)) else ""
            merged = f"Two branches have each generated a migration: {generate_again(subject)}"
            merged = f"{way}{merged[0].lower()}{merged[1:]}" if way else merged
            help_ = merged if snapshot.has_merge_markers else restore
            message = f"{snapshot.path.name} {snapshot.problem}; drizzle-kit stops at it."
            yield subject.file_finding(snapshot.path, message, help_)

"""graph-unreadable (error): a snapshot.json cannot be read.

Why: `drizzle-kit check` and `generate` of 1.0 stop at it.
Instead: restore it from git, or rebuild it with `drizzle-journal snapshot --replace`.
"""

from shlex import quote

from journal.errors import Place
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    for snapshot in subject.graph:
        if snapshot.problem:
            message = f"The snapshot of {snapshot.folder} {snapshot.problem}."
            help_ = f"Restore it: git log -p -- {quote(str(snapshot.path))}"
            if snapshot.folder in subject.files:
                help_ = subject.rebuilding("--replace", otherwise=f"{help_}.")
            yield Finding(message, help_, Place(snapshot.path), snapshot.folder)

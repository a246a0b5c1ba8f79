"""folder-without-sql (error): a migration's folder has no migration.sql.

Why: drizzle 1.0 passes over the folder without a word. Its snapshot still counts for `generate`, so no later migration
makes up for it.
Instead: restore migration.sql from git, or remove the folder with its snapshot, if it was never applied.
"""

from shlex import quote

from journal.errors import Place
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    for snapshot in subject.graph:
        if snapshot.folder not in subject.files and not snapshot.is_missing:
            path = snapshot.path.with_name("migration.sql")
            help_ = f"Restore it: git log --all --diff-filter=D -- {quote(str(path))}"
            yield Finding(f"{snapshot.folder} has a snapshot and no migration.sql.", help_, Place(snapshot.path))

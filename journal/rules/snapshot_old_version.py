"""snapshot-old-version (warning): a snapshot is not of the version that drizzle-kit 0.31 writes, or not PostgreSQL's.

Why: `drizzle-kit generate` and `check` refuse the folder until it is upgraded.
Instead: `drizzle-kit up` upgrades an old folder to version 7.
"""

from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    for snapshot in subject.snapshots:
        if not snapshot.problem and (snapshot.version != "7" or snapshot.dialect != "postgresql"):
            version = f"version {snapshot.version!r} and dialect {snapshot.dialect!r}"
            message = f"{snapshot.path.name} has {version}; drizzle-kit 0.31 writes '7' and 'postgresql'."
            yield subject.file_finding(snapshot.path, message, "Upgrade it: npx drizzle-kit up")

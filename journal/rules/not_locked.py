"""not-locked (warning): a migration is not in drizzle-journal.lock.

Why: once it is applied, an edit of it would not be noticed.
Instead: `drizzle-journal bootstrap` replays it and adds its hash. Commit the lock with the migration.
"""

from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    lock = subject.folder.lock
    for index, entry in subject.entries if lock and lock.text and not subject.folder.mixed else ():
        if lock and entry.tag not in lock.migrations:
            help_ = f"Type: {subject.settings.command('bootstrap')}"
            yield subject.entry_finding(index, "hash", f"{entry.tag} is not in the lock.", help_)

"""locked-removed (error): a migration of drizzle-journal.lock is not in the folder.

Why: drizzle 1.0 knows a migration by the name of its folder. A renamed one runs a second time on every database that
has applied it, and one that was removed is missing in every new database.
Instead: give the folder its name back, or restore it from git.
"""

from shlex import quote

from journal.folder.version_1 import renamed_to
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    lock = subject.folder.lock
    for name in lock.migrations if lock and not subject.raw.broken else ():
        if name in subject.files or lock is None:
            continue
        folder = subject.settings.migrations
        renamed = renamed_to(subject.folder, name)
        if renamed:
            message = f"{name} was renamed to {renamed}: a database that has applied it runs it again."
            help_ = f"Rename it back: mv {quote(str(folder / renamed))} {quote(str(folder / name))}"
        else:
            message = f"{name} is in the lock, and there is no such folder."
            help_ = f"Restore it from history: git log --all --diff-filter=D -- {quote(str(folder / name))}"
        accept = subject.settings.command("bootstrap", "--accept-edited", name, "--reason", "…")
        yield Finding(message, f"{help_}. If no database has applied it: {accept}", lock.place(name), name)

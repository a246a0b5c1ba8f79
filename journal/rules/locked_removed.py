"""locked-removed (error): a migration of drizzle-journal.lock is not in the folder, or not in the journal of 0.x.

Why: drizzle 1.0 knows a migration by the name of its folder. A renamed one runs a second time on every database that
has applied it, and one that was removed is missing in every new database. drizzle 0.x runs what the journal lists, and
knows it by its `when`: a renamed one runs a second time where its `when` became larger.
Instead: give the migration its name back, or restore it from git.
"""

from shlex import quote

from journal.folder.version_1 import renamed_to
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    lock, is_1 = subject.folder.lock, subject.folder.is_version_1
    # With both layouts, it is not known which one the lock belongs to.
    for name in lock.migrations if lock and not subject.raw.broken and not subject.folder.mixed else ():
        if name in (subject.files if is_1 else subject.listed) or lock is None:
            continue
        message, help_ = (_of_version_1 if is_1 else _of_journal)(subject, name)
        yield Finding(message, f"{help_}. If no database has applied it: {subject.folder.accepting(name)}",
                      lock.place(name), name)  # fmt: skip


def _of_version_1(subject: Subject, name: str) -> tuple[str, str]:
    folder = subject.settings.migrations
    if renamed := renamed_to(subject.folder, name):
        message = f"{name} was renamed to {renamed}: a database that has applied it runs it again."
        return message, f"Rename it back: mv {quote(str(folder / renamed))} {quote(str(folder / name))}"
    help_ = f"Restore it from history: git log --all --diff-filter=D -- {quote(str(folder / name))}"
    return f"{name} is in the lock, and there is no such folder.", help_


def _of_journal(subject: Subject, name: str) -> tuple[str, str]:
    folder, journal = subject.settings.migrations, quote(str(subject.raw.path))
    if name in subject.files:
        message = f"{name} is in the lock, and the journal does not list it: a new database never runs it."
        return message, f"Restore its entry: git log -p -- {journal}"
    file = quote(str(folder / f"{name}.sql"))
    if renamed := renamed_to(subject.folder, name):
        message = f"{name} was renamed to {renamed}: a database that has applied it runs it again, "
        message += "if its `when` is larger."
        return message, f"Rename it back: mv {quote(str(folder / f'{renamed}.sql'))} {file}, and its tag in {journal}"
    help_ = f"Restore its file and its entry: git log --all --diff-filter=D -- {file}; git log -p -- {journal}"
    return f"{name} is in the lock, and neither its file nor its entry is there.", help_

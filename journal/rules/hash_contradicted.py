"""hash-contradicted (error): the journal has another hash of a migration than drizzle-journal.lock.

Why: where there is a lock, its hash counts, and one in the journal is left over from before, or came with a merge. Two
that differ are of two contents, of which only one can be the one that databases have run.
Instead: remove the wrong one. `drizzle-journal bootstrap` removes those of the journal that agree with the lock.
"""

from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    lock = subject.folder.lock
    for index, tag in lock.contradicted(subject.raw.items) if lock and not subject.folder.is_version_1 else ():
        message = f"The lock has another hash of {tag} than the journal."
        help_ = f"Remove the `hash` in {subject.raw.path.name}, if the lock is right: {lock.place(tag) if lock else ''}"
        accept = subject.folder.accepting(tag)
        yield Finding(message, f"{help_}. If it is wrong: {accept}", subject.raw.place(index), tag)

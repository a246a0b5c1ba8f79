"""late-entry (error): a new entry has a `when` that is not above that of a locked one after it.

Why: Drizzle runs the entries whose `when` is above the highest one that a database has recorded. A database that has
the locked entry skips this one silently, and a new database runs it first.
Instead: move the entry to the end and give it a larger `when`, if no database has recorded it. Otherwise
`drizzle-journal run --only TAG --journal` on each database that skipped it.
"""

from journal.folder.entries import Entry, late_run
from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    lock = subject.folder.lock
    locked = lock.migrations if lock else {}
    last = max((entry for _, entry in subject.entries if entry.tag in locked), key=_when, default=None)
    highest = -1
    for index, entry in subject.entries if last else ():
        # One that is not above an entry before it is a finding of when-does-not-rise.
        if last and entry.tag not in locked and highest < entry.when <= last.when:
            message = f"{entry.tag} is not in the lock, and has the `when` {entry.when}, not above the {last.when} of "
            message += f"{last.tag}, which is: a database that has {last.tag} skips {entry.tag} silently."
            run = subject.settings.command(*late_run(entry.tag), "--url", "URL")
            help_ = f"If no database has recorded it, move it to the end, with a `when` of {last.when + 1000} or more. "
            yield subject.entry_finding(
                index, "when", message, f"{help_}Otherwise, run this on each database that skipped it: {run}"
            )
        highest = max(highest, entry.when)


def _when(entry: Entry) -> int:
    return entry.when

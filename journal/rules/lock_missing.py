"""lock-missing (warning): there is no drizzle-journal.lock.

Why: drizzle 1.0 has no place for hashes, and with `lock = true` in the settings the hashes of a journal belong into the
lock. Without them, nobody sees that an applied migration is edited, renamed or removed.
Instead: `drizzle-journal bootstrap` replays the migrations and writes the lock. Commit it.
"""

from journal.errors import Place
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    lock = subject.folder.lock
    if lock and not lock.text and not subject.raw.broken_lock:
        message = f"There is no {lock.path.name}, so an edited or renamed migration is not noticed."
        yield Finding(message, f"Type: {subject.settings.command('bootstrap')}", Place(lock.path))

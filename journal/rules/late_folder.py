"""late-folder (error): a new migration sorts before one that is locked, or that the base ref has.

Why: drizzle 1.0 runs what a database has not applied, in the order of the names. A database that has the later one runs
this one after it, and a new database before it: two orders, of which nobody has tested one.
Instead: rename the folder to a later moment, if no database has applied it.
"""

from shlex import quote

from journal.folder.upgrade import upgraded_name
from journal.folder.version_1 import by_locale, moment_of
from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    lock, base = subject.folder.lock, subject.base
    known = {*(lock.migrations if lock else ()), *(str(item.get("tag")) for item in (base.items if base else ()))}
    last = max(known & subject.files.keys(), key=by_locale, default="")
    if not last:
        return
    folder = subject.settings.migrations
    # Each a second after the one before: they keep their order, and come after the last one.
    when = max(int(subject.now.timestamp() * 1000), (moment_of(last) or 0) + 1000)
    for index, entry in subject.entries:
        if entry.tag not in known and by_locale(entry.tag) < by_locale(last):
            later = upgraded_name(entry.tag, when)
            yield subject.entry_finding(
                index,
                "tag",
                f"{entry.tag} sorts before {last}, which is older.",
                f"If no database has applied it: mv {quote(str(folder / entry.tag))} {quote(str(folder / later))}",
            )
            when += 1000

"""entry-without-file: the journal lists a migration whose file is not there.

Why: the migrator reads every file that is listed before it runs the first, and dies at this one: nothing can be
migrated.
Instead: restore the file from history, or remove the entry, if no database has recorded it.
"""

from collections.abc import Iterator
from shlex import quote

from journal.errors import Severity
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each."""
    for index, entry in subject.entries:
        if entry.tag not in subject.files:
            path = subject.settings.migrations / f"{entry.tag}.sql"
            yield Finding(
                f"The journal lists {entry.tag}, and there is no {entry.tag}.sql, so nothing can be migrated.",
                f"Restore it: git log --all --diff-filter=D -- {quote(str(path))}. Or remove the entry, if no database "
                "has recorded it.",
                subject.at(index),
                entry.tag,
            )

"""baseline-changed: the baseline is not the file whose hash the journal has.

Why: every database began with it, so it is frozen: a change to it is in no database but fresh ones, and every later
migration builds on it.
Instead: restore it, and write the change as a new migration.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.folder.names import Kind
from journal.rules.hash_differs import changed, differs
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """A finding, where the baseline's hash is recorded."""
    for index, entry in subject.entries:
        migration = subject.files.get(entry.tag)
        if migration and migration.kind is Kind.BASELINE and differs(entry, migration):
            yield changed(subject, index, entry, migration)

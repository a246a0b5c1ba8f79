"""baseline-changed (error): the baseline differs from its recorded hash.

Why: every database began with the baseline. A change to it reaches new databases only, and every later migration
builds on it.
Instead: restore the file, and write the change as a new migration.
"""

from journal.folder.file_names import Kind
from journal.rules.hash_differs import edited_migrations
from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    return edited_migrations(subject, lambda migration: migration.kind is Kind.BASELINE)

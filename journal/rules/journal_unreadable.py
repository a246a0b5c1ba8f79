"""journal-unreadable (error): the journal is not JSON with a list of entries, in UTF-8.

Why: drizzle-kit and the migrator fail, and drizzle-kit does not say why.
Instead: correct the named place, or restore the file from history.
"""

from journal.folder.lenient import has_merge_markers
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    broken = subject.raw.broken
    if broken and not has_merge_markers(broken):
        yield Finding(broken.message, broken.hint, broken.place)

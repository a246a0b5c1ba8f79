"""lock-unreadable (error): drizzle-journal.lock cannot be read.

Why: nothing can be compared with it: it is no JSON, has merge conflict markers, has two lines for one migration that
differ, or belongs to another folder.
Instead: after a merge, keep the lines of both sides, and type `drizzle-journal bootstrap`. Of two lines for one
migration, remove the wrong one.
"""

from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    if broken := subject.raw.broken_lock:
        yield Finding(broken.message, broken.hint, broken.place)

"""unknown-dialect: the journal's dialect is not PostgreSQL's.

Why: old journals say "pg", which drizzle-kit still reads. Any other word is a typing error or another database's
folder.
Instead: write "postgresql", if the folder is PostgreSQL's.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.folder.entries import json_of
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """One finding, at the dialect."""
    raw = subject.raw
    if raw.value and raw.value.get("dialect") not in ("postgresql", "pg"):
        said = json_of(raw.value.get("dialect")) if "dialect" in raw.value else "missing"
        yield Finding(
            f"The journal's dialect is {said}; this is no PostgreSQL folder, or the word is wrong.",
            'Write "dialect": "postgresql".',
            raw.place(key="dialect"),
        )

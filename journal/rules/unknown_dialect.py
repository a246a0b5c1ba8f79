"""unknown-dialect (error): the journal's dialect is not PostgreSQL's.

Why: old journals say "pg", which drizzle-kit still reads. Any other word is an error or another database's folder.
Instead: write "postgresql", if the folder is for PostgreSQL.
"""

from journal.folder.entries import json_of
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    raw = subject.raw
    if raw.value and raw.value.get("dialect") not in ("postgresql", "pg"):
        dialect = json_of(raw.value.get("dialect")) if "dialect" in raw.value else "missing"
        message = f"The journal's dialect is {dialect}; this is not a PostgreSQL folder, or the word is wrong."
        yield Finding(message, 'Write "dialect": "postgresql".', raw.place(key="dialect"))

"""nul-byte (error): a migration has a NUL byte.

Why: PostgreSQL's protocol ends a query at it, and the server refuses the message with 08P01. Files in UTF-16 and
damaged files have such bytes.
Instead: save the file as UTF-8, if no database has recorded its hash.
"""

from journal.rules.support.subject import Findings, ParsedMigration


def check(script: ParsedMigration) -> Findings:
    offset = script.text.find("\0")
    if offset >= 0:
        message = f"{script.name} has a NUL byte, which no query can have; PostgreSQL answers 08P01."
        yield script.finding(offset, message, "Save the file as UTF-8 without it.")

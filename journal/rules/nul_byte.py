"""nul-byte: a file has a NUL byte.

Why: no text in PostgreSQL can have one: the protocol ends a query there, so the server refuses the
message with 08P01. It is what a file in UTF-16 or a damaged one has.
Instead: save the file as UTF-8, as long as no database has recorded its hash.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.rules.support.finding import Finding
from journal.rules.support.script import ParsedMigration

SEVERITY = Severity.ERROR


def check(script: ParsedMigration) -> Iterator[Finding]:
    """A finding at the first."""
    at = script.text.find("\0")
    if at >= 0:
        yield Finding(
            f"{script.migration.path.name} has a NUL byte, which no query can have; PostgreSQL answers 08P01.",
            "Save the file as UTF-8 without it.",
            script.at(at),
        )

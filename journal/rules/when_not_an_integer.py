"""when-not-an-integer: a `when` is no whole number of milliseconds.

Why: Drizzle compares it with the ledger's bigint: text such as an ISO date fails with 22P02 on a fresh database and
is skipped in silence on a used one.
Instead: write milliseconds since 1970, such as 1755216000000 for 2025-08-15.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each."""
    for refused in subject.raw.refused:
        if refused.key == "when":
            yield Finding(refused.error.message, refused.error.hint, refused.error.place)

"""when-in-seconds: a `when` looks like seconds, not milliseconds.

Why: one in seconds lies in January 1970, below every real one: a database that has any other entry skips it in
silence.
Instead: multiply it by 1000, as long as no database has recorded it.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


_SECONDS = range(946_684_800, 10_000_000_000)  # 2000 to 2286, as seconds


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each."""
    for index, entry in subject.entries:
        if entry.when in _SECONDS:
            yield Finding(
                f"{entry.tag} has a `when` of {entry.when}, which is a moment in seconds; Drizzle counts milliseconds.",
                f"Write {entry.when * 1000}, as long as no database has recorded it.",
                subject.at(index, "when"),
                entry.tag,
            )

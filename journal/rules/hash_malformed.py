"""hash-malformed: a recorded hash is no SHA-256 in small hexadecimal letters.

Why: it cannot be what Drizzle has stored, so it proves nothing.
Instead: set it to null and let `journal bootstrap` compute it, or restore it from history.
"""

import re
from collections.abc import Iterator

from journal.errors import Severity
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each."""
    for refused in subject.raw.refused:
        if refused.key == "hash":
            yield Finding(refused.error.message, "Write null, or 64 letters of 0-9a-f.", refused.error.place)
    for index, entry in subject.entries:
        if is_malformed(entry.hash):
            yield Finding(
                f"The hash of {entry.tag} is {entry.hash!r}, which is no SHA-256 in small hexadecimal letters.",
                f"Write null and type: {subject.settings.command('bootstrap')}",
                subject.at(index, "hash"),
                entry.tag,
            )


def is_malformed(recorded: str | None) -> bool:
    """Whether a hash is there that cannot be one."""
    return recorded is not None and not _SHA256.match(recorded)

"""hash-malformed (error): a recorded hash is not a SHA-256 in lower-case hexadecimal digits.

Why: Drizzle never stores such a value, so it proves nothing.
Instead: set it to null and let `drizzle-journal bootstrap` compute it, or restore it from history.
"""

import re

from journal.rules.support.subject import Finding, Findings, Subject

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


def check(subject: Subject) -> Findings:
    for refused in subject.raw.refused:
        if refused.key == "hash":
            yield Finding(refused.error.message, "Write null, or 64 digits of 0-9a-f.", refused.error.place)
    for index, entry in subject.entries:
        if is_malformed(entry.hash):
            message = f"The hash of {entry.tag} is {entry.hash!r}, which is not a SHA-256 in lower-case hexadecimal."
            help_ = f"Write null and type: {subject.settings.command('bootstrap')}"
            yield subject.entry_finding(index, "hash", message, help_)


def is_malformed(recorded: str | None) -> bool:
    """Tell whether a recorded hash cannot be a SHA-256."""
    return recorded is not None and not _SHA256.match(recorded)

"""when-in-seconds (error): a `when` looks like seconds, not milliseconds.

Why: read as milliseconds it is in January 1970, below every real one: a database that has any other entry skips the
migration silently.
Instead: multiply it by 1000, if no database has recorded it.
"""

from journal.rules.support.subject import Findings, Subject

_SECONDS = range(946_684_800, 10_000_000_000)  # 2000 to 2286, as seconds


def check(subject: Subject) -> Findings:
    for index, entry in subject.entries:
        if entry.when in _SECONDS:
            message = f"{entry.tag} has the `when` {entry.when}, a time in seconds; Drizzle expects milliseconds."
            help_ = f"Write {entry.when * 1000}, if no database has recorded it."
            yield subject.entry_finding(index, "when", message, help_)

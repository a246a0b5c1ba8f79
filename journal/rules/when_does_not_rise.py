"""when-does-not-rise: a `when` is not above all those before it, so Drizzle skips the entry in silence.

Why: Drizzle runs the entries whose `when` is above the highest one that the database has recorded; it looks at
nothing else. A fresh database runs all of them, so CI stays green, and production, which has the earlier entry, never
runs this one, with exit code 0. Restamping does not heal a database that has recorded the wrong number already.
Instead: give it a larger `when` than all before it, as long as no database has recorded it.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.folder.entries import Entry
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each."""
    highest: Entry | None = None
    for index, entry in subject.entries:
        if highest and entry.when <= highest.when:
            how = "the same" if entry.when == highest.when else f"below the {highest.when}"
            yield Finding(
                f"{entry.tag} has a `when` of {entry.when}, {how} of {highest.tag} before it: a database that has "
                f"{highest.tag} skips {entry.tag} in silence, and only a fresh one runs it.",
                f"Write {highest.when + 1000} or more, as long as no database has recorded it.",
                subject.at(index, "when"),
                entry.tag,
            )
        else:
            highest = entry

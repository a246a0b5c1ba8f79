"""quoted-when: a `when` is a number in quotes, or has a fraction of zero.

Why: it works, since PostgreSQL reads the text as a number; but drizzle-kit and every script that sorts compare it as
text.
Instead: write the number without quotes.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.folder.entries import json_of
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each."""
    for index, entry in subject.entries:
        when = subject.raw.items[index].get("when")
        if type(when) is not int:
            yield Finding(
                f"{entry.tag} has the `when` {json_of(when)}, which is no plain whole number.",
                f"Write {entry.when}.",
                subject.at(index, "when"),
                entry.tag,
            )

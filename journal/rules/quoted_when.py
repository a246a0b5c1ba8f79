"""quoted-when (warning): a `when` is a number in quotes, or has a fraction of zero.

Why: it works, since PostgreSQL converts the text to a number; but drizzle-kit and scripts that sort compare it as text.
Instead: write the number without quotes.
"""

from journal.folder.entries import json_of
from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    for index, entry in subject.entries:
        when = subject.raw.items[index].get("when")
        if type(when) is not int:
            message = f"{entry.tag} has the `when` {json_of(when)}, which is not a plain whole number."
            yield subject.entry_finding(index, "when", message, f"Write {entry.when}.")

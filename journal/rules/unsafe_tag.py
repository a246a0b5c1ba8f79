"""unsafe-tag: a tag names no file inside the migrations folder.

Why: Drizzle puts the tag between the folder's path and `.sql`; one with `..` or a slash at its start reads another
file.
Instead: a tag is the name of a file in the folder, without `.sql`.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.rules.entry_malformed import is_text
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each."""
    for refused in subject.raw.refused:
        if refused.key == "tag" and is_text(subject.raw.items[refused.index].get("tag")):
            yield Finding(refused.error.message, refused.error.hint, refused.error.place)

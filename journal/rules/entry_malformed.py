"""entry-malformed: an element of `entries` is no object, or has no tag.

Why: the migrator reads `tag` and `when` of every element and dies at the first that lacks them, after nothing or
after all before it.
Instead: remove the element, or give it the tag of its file.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each."""
    for refused in subject.raw.refused:
        item = subject.raw.items[refused.index]
        if refused.key is None or (refused.key == "tag" and not is_text(item.get("tag"))):
            yield Finding(refused.error.message, refused.error.hint, refused.error.place)


def is_text(tag: object) -> bool:
    """Whether an entry has a tag at all."""
    return isinstance(tag, str) and bool(tag.strip())

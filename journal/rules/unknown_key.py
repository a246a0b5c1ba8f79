"""unknown-key: the journal has a key that neither Drizzle nor this tool knows.

Why: it does no harm and means nothing; often it is a typing error for one that does.
Instead: remove it, or spell it as drizzle-kit does: idx, version, when, tag, breakpoints; and hash.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from journal.errors import Severity
from journal.rules.duplicate_idx import tag_of
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.INFO


_OF_JOURNAL = ("version", "dialect", "entries")
_OF_ENTRY = ("idx", "version", "when", "tag", "breakpoints", "hash")


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each."""
    raw = subject.raw
    for key in raw.value.keys() - {*_OF_JOURNAL}:
        yield Finding(
            f"The journal has the key {key!r}, which nobody reads.", near(key, _OF_JOURNAL), raw.place(key=key)
        )
    for index, item in enumerate(raw.items):
        for key in sorted(item.keys() - {*_OF_ENTRY}) if isinstance(item, dict) else ():
            message = f"Entry {index} ({item.get('tag')}) has the key {key!r}, which nobody reads."
            yield Finding(message, near(key, _OF_ENTRY), subject.at(index, key), tag_of(item.get("tag")))


def near(key: str, known: tuple[str, ...]) -> str:
    """The known key that is meant, if it is near."""
    found = get_close_matches(key, known, 1)
    return f"Did you mean {found[0]!r}?" if found else "Remove it."

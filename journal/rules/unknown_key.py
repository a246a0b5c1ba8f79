"""unknown-key: the journal has a key that neither Drizzle nor this tool knows.

Why: it does no harm and means nothing; often it is a typing error for one that does.
Instead: remove it, or spell it as drizzle-kit does: idx, version, when, tag, breakpoints; and hash.
"""

from collections.abc import Iterator

from journal.errors import Severity, did_you_mean
from journal.rules.duplicate_idx import tag_of
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.NOTE


_OF_JOURNAL = ("version", "dialect", "entries")
_OF_ENTRY = ("idx", "version", "when", "tag", "breakpoints", "hash")


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each."""
    raw = subject.raw
    for key in raw.value.keys() - {*_OF_JOURNAL}:
        message = f"The journal has the key {key!r}, which nobody reads."
        yield Finding(message, did_you_mean(key, _OF_JOURNAL, "Remove it."), raw.place(key=key))
    for index, item in enumerate(raw.items):
        for key in sorted(item.keys() - {*_OF_ENTRY}) if isinstance(item, dict) else ():
            message = f"Entry {index} ({item.get('tag')}) has the key {key!r}, which nobody reads."
            help_ = did_you_mean(key, _OF_ENTRY, "Remove it.")
            yield Finding(message, help_, subject.at(index, key), tag_of(item.get("tag")))

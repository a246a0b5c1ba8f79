"""unknown-key (note): the journal has a key that neither Drizzle nor this tool reads.

Why: it has no effect; often it is a typing error for one that has.
Instead: remove it, or spell it as drizzle-kit does: idx, version, when, tag, breakpoints; and hash.
"""

from journal.errors import did_you_mean
from journal.rules.support.subject import Finding, Findings, Subject

_OF_JOURNAL = ("version", "dialect", "entries")
_OF_ENTRY = ("idx", "version", "when", "tag", "breakpoints", "hash")


def check(subject: Subject) -> Findings:
    raw = subject.raw
    for key in raw.value.keys() - {*_OF_JOURNAL}:
        message = f"The journal has the key {key!r}, which has no effect."
        yield Finding(message, did_you_mean(key, _OF_JOURNAL, "Remove it."), raw.place(key=key))
    for index, item in enumerate(raw.items):
        for key in sorted(item.keys() - {*_OF_ENTRY}) if isinstance(item, dict) else ():
            message = f"Entry {index} ({item.get('tag')}) has the key {key!r}, which has no effect."
            yield subject.entry_finding(index, key, message, did_you_mean(key, _OF_ENTRY, "Remove it."))

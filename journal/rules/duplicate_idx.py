"""duplicate-idx: two entries have the same `idx`, or one has none.

Why: drizzle-kit counts the next number from the last entry's `idx`, and names files by it; after a merge of two
branches both have the same. The migrator does not look at it.
Instead: number them 0, 1, 2 in the order of the list: `journal check --fix` does it.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.folder.entries import json_of
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each entry whose number an earlier one has, or that has no number."""
    seen: dict[object, str] = {}
    for index, item in enumerate(subject.raw.items):
        if not isinstance(item, dict):
            continue
        idx, tag = item.get("idx"), item.get("tag")
        if type(idx) is not int:
            said = "no `idx`" if idx is None else f"the `idx` {json_of(idx)}, which is no whole number"
            yield Finding(f"{tag} has {said}.", f"Write {index}.", subject.at(index, "idx"), tag_of(tag))
        elif idx in seen:
            message = f"{tag} has the `idx` {idx}, and so has {seen[idx]}."
            help_ = f"Number them anew: {subject.settings.command('check', '--fix')}"
            yield Finding(message, help_, subject.at(index, "idx"), tag_of(tag))
        else:
            seen[idx] = str(tag)


def tag_of(tag: object) -> str | None:
    """A tag as JSON has it, where it is one."""
    return tag if isinstance(tag, str) else None

"""gapped-idx: `idx` does not count 0, 1, 2 in the order of the list.

Why: drizzle-kit takes the last entry's `idx` plus one for the next file, and overwrites the snapshot that has that
number already. A gap is usually an entry that was lost in a merge.
Instead: restore the lost entry, or number them anew: `journal check --fix` does it.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.folder.snapshots import prefix_of
from journal.rules.duplicate_idx import tag_of
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """One finding, at the first that is out of step; an `idx` twice is another rule's."""
    numbers = [item.get("idx") if isinstance(item, dict) else None for item in subject.raw.items]
    whole = [number for number in numbers if type(number) is int]
    if len(whole) != len(numbers) or len(set(whole)) != len(whole):
        return
    for index, number in enumerate(whole):
        if number != index and not is_its_own(number, subject.raw.items[index].get("tag")):
            tag = subject.raw.items[index].get("tag")
            yield Finding(
                f"{tag} is entry {index} of the list and has the `idx` {number}.",
                f"Restore what was lost, or number them anew: {subject.settings.command('check', '--fix')}",
                subject.at(index, "idx"),
                tag_of(tag),
            )
            return


def is_its_own(idx: object, tag: object) -> bool:
    """Whether a number is that of the tag: after a dropped migration drizzle-kit counts on from there."""
    prefix = prefix_of(tag) if isinstance(tag, str) else ""
    return prefix.isdecimal() and len(prefix) < 8 and int(prefix) == idx

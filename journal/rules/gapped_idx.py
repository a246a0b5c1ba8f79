"""gapped-idx (warning): `idx` does not count 0, 1, 2 in the order of the list.

Why: drizzle-kit takes the last entry's `idx` plus one for the next file, and overwrites the snapshot with that number.
A gap usually comes from an entry that was lost in a merge.
Instead: restore the lost entry, or number the entries again: `journal check --fix`.
"""

from journal.folder.snapshots import prefix_of
from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    """Find the first wrong number; a missing or duplicate one is another rule's."""
    numbers = [item.get("idx") if isinstance(item, dict) else None for item in subject.raw.items]
    if any(type(number) is not int for number in numbers) or len(set(numbers)) != len(numbers):
        return
    for index, number in enumerate(numbers):
        tag = subject.raw.items[index].get("tag")
        if number != index and not is_own_number(number, tag):
            message = f"{tag} is entry {index} of the list and has the `idx` {number}."
            command = subject.settings.command("check", "--fix")
            yield subject.entry_finding(index, "idx", message, f"Restore the lost entry, or number again: {command}")
            return


def is_own_number(idx: object, tag: object) -> bool:
    """Tell whether `idx` is the number in the tag: after a dropped migration, drizzle-kit counts on from there."""
    prefix = prefix_of(tag) if isinstance(tag, str) else ""
    return prefix.isdecimal() and len(prefix) < 8 and int(prefix) == idx

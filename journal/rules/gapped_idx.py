"""gapped-idx (warning): `idx` does not count 0, 1, 2 in the order of the list.

Why: drizzle-kit takes the last entry's `idx` plus one for the next file, and overwrites the snapshot with that number.
A gap usually comes from an entry that was lost in a merge.
Instead: restore the lost entry, or number the entries again: `drizzle-journal check --fix`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from journal.folder.read import Folder
from journal.folder.snapshots import prefix_of
from journal.folder.squashed_file import squash_line
from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    """Find the first wrong number; a missing or duplicate one is another rule's."""
    items = [item if isinstance(item, dict) else {} for item in subject.raw.items]
    numbers, tags = [item.get("idx") for item in items], [item.get("tag") for item in items]
    index = first_gap(numbers, tags, first_number(subject.folder, items)) if are_different(numbers) else None
    if index is not None:
        message = f"{tags[index]} is entry {index} of the list and has the `idx` {numbers[index]}."
        command = subject.settings.command("check", "--fix")
        yield subject.entry_finding(index, "idx", message, f"Restore the lost entry, or number again: {command}")


def are_different(numbers: Sequence[Any]) -> bool:
    """Tell whether each `idx` is a whole number, and no other entry's."""
    return all(type(number) is int for number in numbers) and len(set(numbers)) == len(numbers)


def first_number(folder: Folder, items: Sequence[Mapping[str, Any]]) -> int:
    """Return the number from which `idx` counts: 0, but after a squash that of the squashed file."""
    tag, number = (items[0].get("tag"), items[0].get("idx")) if items else (None, 0)
    file = folder.by_tag.get(tag) if isinstance(tag, str) else None
    return number if file and type(number) is int and squash_line(file) else 0


def first_gap(numbers: Sequence[Any], tags: Sequence[object], first: int = 0) -> int | None:
    """Return the index of the first number that is neither the next, nor the place in the list, nor that of its tag."""
    previous = first - 1
    for index, (number, tag) in enumerate(zip(numbers, tags, strict=True)):
        if number not in (first + index, previous + 1, own_number(tag)):
            return index
        previous = number
    return None


def own_number(tag: object) -> int | None:
    """Return the number in a tag, or None: after a dropped migration, drizzle-kit counts on from there."""
    prefix = prefix_of(tag) if isinstance(tag, str) else ""
    return int(prefix) if prefix.isdecimal() and len(prefix) < 8 else None

"""The spellings of down files, in one place: which names are down files, and of which migrations.

A spelling such as `0001_a.down` is one by itself. A name such as `0001_git_rollback` or `0001_scale_down_workers` is
one only beside the migration that it reverts, so that such words can be used in the name of any other.
"""

import re
from collections.abc import Collection
from pathlib import PurePosixPath

from journal.folder.file_names import split_tag

_WORDS = "down|rollback|revert|undo"
_BY_ITSELF = re.compile(rf"\.(?:{_WORDS})$|(?:^|/)down/|(?:^|/)(?:{_WORDS})$", re.IGNORECASE)
_MARK = re.compile(rf"(?:^|[_.-])(?:{_WORDS})_?$|_(?:{_WORDS})(?=_)|(?:^|(?<=/))down/", re.IGNORECASE)
_FLYWAY = re.compile(r"(?:^|(?<=/))U(?=\d[\d._]*__)")  # U1__a.sql reverts V1__a.sql
_UP = re.compile(r"[_.-]up$", re.IGNORECASE)
_ENDINGS = (".down", "_down", "-down", ".rollback", "_rollback", ".undo", "_undo", ".revert", "_revert")


def down_tags(tags: Collection[str], listed: Collection[str] = ()) -> frozenset[str]:
    """Return the tags that are down files, seen beside all the others; one that the journal lists is none."""
    unlisted = [tag for tag in tags if tag not in listed]
    if not any(map(reverted_names, unlisted)):  # as in most folders
        return frozenset(filter(_BY_ITSELF.search, unlisted))
    everything = {*tags, *listed}
    names = {forward_name(tag) for tag in everything}
    numbers = {split_tag(tag)[0].lower() for tag in everything if not reverted_names(tag)} - {""}
    return frozenset(
        tag
        for tag in unlisted
        if _BY_ITSELF.search(tag) or any(name in names or name in numbers for name in reverted_names(tag))
    )


def reverted_names(tag: str) -> tuple[str, ...]:
    """Return the names of the migrations that a file of this name can revert, in small letters; mostly none."""
    names = [tag[: mark.start()] + tag[mark.end() :] for mark in _MARK.finditer(tag)]
    names += [_FLYWAY.sub("v", tag)] if _FLYWAY.search(tag) else []
    return tuple(forward_name(name).rstrip("_.-") for name in names)


def is_down_of(tag: str, forward: str) -> bool:
    """Tell whether a name is read as the down file of the forward file."""
    return forward_name(forward) in reverted_names(tag)


def down_spellings(tag: str) -> tuple[str, ...]:
    """Return the names that a down file of a forward file can have, one for each spelling, in a fixed order.

    Not each of them is read as its down file: `down_a` of `a`, which has no number, is a forward file.
    """
    path, (prefix, separator, name) = PurePosixPath(tag), split_tag(tag)
    separator = separator or "_"
    inside = f"{prefix}{separator}down{separator}{name}" if prefix else f"down_{name}"
    without_up = tag.removesuffix(".up")
    return (str(path.with_name(inside)), *(without_up + ending for ending in _ENDINGS), f"down/{tag}")


def forward_name(tag: str) -> str:
    """Return the part that a migration and its down file share: the tag in small letters, without `up`."""
    return _UP.sub("", tag.lower())

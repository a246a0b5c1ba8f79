"""Tags as drizzle-kit's default prefix has them: `0000_name`. The files' bytes stay, and so do hashes and `when`s."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from journal.folder.down_files import downs_by_tag
from journal.folder.entries import Entry, Journal
from journal.folder.jsontext import Edit, JsonNode, apply, read
from journal.folder.names import bare
from journal.folder.read import Folder
from journal.folder.snapshots import prefix_of

_NUMBER = re.compile(r"[vV]?\d[\d._tT]*_+")
"""A number, a date and time, or a version at the start of a name, with what stands behind it."""


@dataclass(frozen=True)
class Renumbering:
    """What becomes of each name. `tags` and `files`: old to new; `files` are relative to the migrations folder.

    `journal` is the journal with the new tags and the `idx` to match, and every other byte as it was.
    """

    tags: Mapping[str, str]
    files: Mapping[str, str]
    journal: Journal


def renumbering(folder: Folder) -> Renumbering | None:
    """The new names in the journal's order; None where all fit already. Pure."""
    entries = folder.journal.entries
    tags = {entry.tag: f"{number:04}_{_name(entry.tag)}" for number, entry in enumerate(entries)}
    if all(old == new for old, new in tags.items()):
        return None
    files = {**dict(_files(folder, tags)), **_snapshots(folder, tags)}
    return Renumbering(tags, {old: new for old, new in files.items() if old != new}, _retagged(folder.journal, tags))


def rename(out: Path, files: Mapping[str, str]) -> None:
    """Give the files their new names, in two steps: a new name may be another's old one."""
    aside = {old: out / f"{old}.renumbering" for old in files if (out / old).exists()}
    for old, path in aside.items():
        (out / old).rename(path)
    for old, path in aside.items():
        new = out / files[old]
        new.parent.mkdir(parents=True, exist_ok=True)
        path.rename(new)


def _name(tag: str) -> str:
    """What a tag says besides its number."""
    flat = tag.replace("/", "_").replace("-", "_")
    found = _NUMBER.match(flat)
    return flat[found.end() :] if found and found.end() < len(flat) else flat


def _files(folder: Folder, tags: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    downs = downs_by_tag(folder)
    for old, new in tags.items():
        yield f"{old}.sql", f"{new}.sql"
        if old in downs:
            yield f"{downs[old].tag}.sql", f"{_down(downs[old].tag, old, new)}.sql"


def _down(down: str, old: str, new: str) -> str:
    """The down file's name, with the number of its migration's in place of what that had."""
    number, prefix = new.partition("_")[0], old.partition("_")[0]
    renamed = down.replace(prefix, number, 1) if "_" in old else ""
    return renamed if bare(renamed) == bare(new) else f"{new}.down"


def _snapshots(folder: Folder, tags: Mapping[str, str]) -> dict[str, str]:
    """Of several entries with one prefix the last has the snapshot."""
    return {f"meta/{prefix_of(old)}_snapshot.json": f"meta/{prefix_of(new)}_snapshot.json" for old, new in tags.items()}


def _retagged(journal: Journal, tags: Mapping[str, str]) -> Journal:
    """The journal with the new tags, and with the `idx` that drizzle-kit counts on from."""
    entries = tuple(replace(entry, idx=idx, tag=tags[entry.tag]) for idx, entry in enumerate(journal.entries))
    items = read(journal.text).members["entries"].items
    edits = [edit for item, entry in zip(items, entries, strict=True) for edit in _edits(item, entry)]
    return replace(journal, entries=entries, text=apply(journal.text, edits))


def _edits(item: JsonNode, entry: Entry) -> Iterator[Edit]:
    for key, value in (("tag", f'"{entry.tag}"'), ("idx", str(entry.idx))):
        if key in item.members:
            yield Edit(item.members[key].start, item.members[key].end, value)

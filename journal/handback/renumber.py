"""Tags with drizzle-kit's default prefix: `0000_name`. The bytes of the SQL files, hashes and `when`s do not change."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from journal.folder.entries import FILE_NAME, Journal
from journal.folder.file_names import bare
from journal.folder.jsontext import Edit, apply, read
from journal.folder.pairs import downs_by_tag
from journal.folder.read import Folder, read_folder
from journal.folder.snapshots import prefix_of
from journal.handback.copy import ProjectCopy

_NUMBER = re.compile(r"[vV]?\d[\d._tT]*_+")
"""A number, a date and time, or a version at the start of a name, with the underscores after it."""


@dataclass(frozen=True)
class Renumbering:
    """The new names. `tags` and `files` map old to new; `files` are relative to the migrations folder.

    `journal` has the new tags with matching `idx`; its other bytes are unchanged.
    """

    tags: Mapping[str, str]
    files: Mapping[str, str]
    journal: Journal


def renumber(copy: ProjectCopy) -> Renumbering | None:
    """Renumber the tags of the copy; return None where they have such names already."""
    plan = plan_renumbering(read_folder(copy.settings))
    if plan:
        _rename(copy.out, plan.files)
        (copy.settings.meta / FILE_NAME).write_text(plan.journal.text, encoding="utf-8", newline="")
    return plan


def plan_renumbering(folder: Folder) -> Renumbering | None:
    """Return the new names in the journal's order, or None where no name changes. Pure."""
    tags = {
        entry.tag: f"{number:04}_{_without_number(entry.tag)}" for number, entry in enumerate(folder.journal.entries)
    }
    if all(old == new for old, new in tags.items()):
        return None
    # Of several entries with one prefix the last has the snapshot.
    snapshots = {
        f"meta/{prefix_of(old)}_snapshot.json": f"meta/{prefix_of(new)}_snapshot.json" for old, new in tags.items()
    }
    files = {old: new for old, new in {**dict(_sql_files(folder, tags)), **snapshots}.items() if old != new}
    return Renumbering(tags, files, _renamed_journal(folder.journal, tags))


def _rename(out: Path, files: Mapping[str, str]) -> None:
    """Rename the files in two steps, because a new name may be the old name of another file."""
    aside = {old: out / f"{old}.renumbering" for old in files if (out / old).exists()}
    for old, path in aside.items():
        (out / old).rename(path)
    for old, path in aside.items():
        new = out / files[old]
        new.parent.mkdir(parents=True, exist_ok=True)
        path.rename(new)


def _without_number(tag: str) -> str:
    flat = tag.replace("/", "_").replace("-", "_")
    number = _NUMBER.match(flat)
    return flat[number.end() :] if number and number.end() < len(flat) else flat


def _sql_files(folder: Folder, tags: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the old and the new path of each migration and each down file."""
    downs = downs_by_tag(folder)
    for old, new in tags.items():
        yield f"{old}.sql", f"{new}.sql"
        if old in downs:
            down, number, prefix = downs[old].tag, new.partition("_")[0], old.partition("_")[0]
            renamed = down.replace(prefix, number, 1) if "_" in old else ""
            yield f"{down}.sql", f"{renamed if bare(renamed) == bare(new) else f'{new}.down'}.sql"


def _renamed_journal(journal: Journal, tags: Mapping[str, str]) -> Journal:
    """Return the journal with the new tags, and with `idx` from 0 on, from which drizzle-kit counts."""
    entries = tuple(replace(entry, idx=idx, tag=tags[entry.tag]) for idx, entry in enumerate(journal.entries))
    nodes = read(journal.text).members["entries"].items
    edits = [
        Edit(node.members[key].start, node.members[key].end, value)
        for node, entry in zip(nodes, entries, strict=True)
        for key, value in (("tag", f'"{entry.tag}"'), ("idx", str(entry.idx)))
        if key in node.members
    ]
    return replace(journal, entries=entries, text=apply(journal.text, edits))

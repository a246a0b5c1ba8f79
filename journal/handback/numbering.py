"""The numbers at the start of names: drizzle-kit's next prefix, and tags that get its default one, `0000_name`.

`generate` compares `schema.ts` with the snapshot whose name sorts last: a new one that does not is never read again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum

from journal.dataclass import dataclass
from journal.folder.down_names import is_down_of
from journal.folder.entries import FILE_NAME, Entry, Journal
from journal.folder.jsontext import Edit, apply, read
from journal.folder.lookup import downs_by_tag
from journal.folder.read import Folder, read_folder
from journal.folder.snapshots import prefix_of
from journal.handback.copy import ProjectCopy
from journal.project.settings import Settings
from journal.project.settings_edit import RenamedFiles


class Mode(StrEnum):
    """`migrations.prefix` of drizzle.config. Source: `prepareMigrationMetadata` of drizzle-kit 0.31."""

    INDEX = "index"
    TIMESTAMP = "timestamp"
    SUPABASE = "supabase"
    UNIX = "unix"
    NONE = "none"


def mode_of(settings: Settings) -> Mode:
    """Return the mode that drizzle.config sets; `index` is drizzle-kit's default."""
    setting = settings.drizzle.get("migrations.prefix") if settings.drizzle else None
    return Mode(setting.value) if setting and setting.value in list(Mode) else Mode.INDEX


def next_prefix(mode: Mode, entries: Sequence[Entry], now: datetime) -> str:
    """Return the prefix of the next file; empty for `none`, where drizzle-kit writes only a random name."""
    if mode is Mode.INDEX:
        return f"{entries[-1].idx + 1 if entries else 0:04}"
    if mode is Mode.UNIX:
        return str(int(now.timestamp()))
    return "" if mode is Mode.NONE else now.astimezone(UTC).strftime("%Y%m%d%H%M%S")


@dataclass(frozen=True)
class Misfit:
    """The prefix of the next snapshot, which sorts before `last`. `fitting`: the modes that would sort after it."""

    next: str
    last: str
    fitting: tuple[Mode, ...]


def misfit(mode: Mode, entries: Sequence[Entry], now: datetime) -> Misfit | None:
    """Return the misfit, or None where the next snapshot sorts last."""
    last = max((prefix_of(entry.tag) for entry in entries), key=_snapshot_name, default=None)
    if last is None:
        return None
    fitting = tuple(
        other
        for other in Mode
        if other is not Mode.NONE and _snapshot_name(next_prefix(other, entries, now)) > _snapshot_name(last)
    )
    return None if mode in fitting else Misfit(next_prefix(mode, entries, now), last, fitting)


def _snapshot_name(prefix: str) -> str:
    return f"{prefix}_snapshot.json"


_NUMBER = re.compile(r"^[vV]?\d[\d._tT]*_+")
"""A number, a date and time, or a version at the start of a name, with the underscores after it."""


@dataclass(frozen=True)
class Renumbering:
    """The new names. `tags` and `files` map old to new; `files` are relative to the migrations folder.

    `journal` has the new tags with matching `idx`; its other bytes are unchanged.
    """

    tags: Mapping[str, str]
    files: Mapping[str, str]
    journal: Journal

    @property
    def renamed(self) -> RenamedFiles:
        """Return what the settings need to follow."""
        return RenamedFiles(self.tags, self.files)

    def in_old_names(self, text: str) -> str:
        """Return a text with the tags that the project still has."""
        old = {new: old for old, new in self.tags.items()}
        pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, old))})\b")
        return pattern.sub(lambda found: old[found[0]], text)


def renumber(copy: ProjectCopy) -> Renumbering | None:
    """Renumber the tags of the copy; return None where they have such names already."""
    plan = plan_renumbering(read_folder(copy.settings))
    if plan:
        # In two steps, because a new name may be the old name of another file.
        aside = {old: copy.out / f"{old}.renumbering" for old in plan.files if (copy.out / old).exists()}
        for old, path in aside.items():
            (copy.out / old).rename(path)
        for old, path in aside.items():
            new = copy.out / plan.files[old]
            new.parent.mkdir(parents=True, exist_ok=True)
            path.rename(new)
        (copy.settings.meta / FILE_NAME).write_text(plan.journal.text, encoding="utf-8", newline="")
    return plan


def plan_renumbering(folder: Folder) -> Renumbering | None:
    """Return the new names in the journal's order, or None where no name changes. Pure."""
    tags, files, downs = {}, {}, downs_by_tag(folder)
    for number, entry in enumerate(folder.journal.entries):
        flat = entry.tag.replace("/", "_").replace("-", "_")
        tags[entry.tag] = f"{number:04}_{_NUMBER.sub('', flat) or flat}"
    if all(old == new for old, new in tags.items()):
        return None
    for old, new in tags.items():
        files[f"{old}.sql"] = f"{new}.sql"
        if old in downs:
            down, prefix = downs[old].tag, old.partition("_")[0]
            renamed = down.replace(prefix, new.partition("_")[0], 1) if "_" in old else ""
            files[f"{down}.sql"] = f"{renamed if is_down_of(renamed, new) else f'{new}.down'}.sql"
    for old, new in tags.items():  # of several entries with one prefix the last has the snapshot
        files[f"meta/{prefix_of(old)}_snapshot.json"] = f"meta/{prefix_of(new)}_snapshot.json"
    files = {old: new for old, new in files.items() if old != new}
    return Renumbering(tags, files, _renamed_journal(folder.journal, tags))


def numbered_by_tag(journal: Journal) -> Journal | None:
    """Return the journal with the number of each tag as its `idx`, or None where they do not rise one by one.

    drizzle-kit counts on from the last `idx`, so a folder that begins with 0001 needs no new names.
    """
    numbers = [prefix_of(entry.tag) for entry in journal.entries]
    if not numbers or not all(re.fullmatch(r"\d{4}", number) for number in numbers):
        return None
    first = int(numbers[0])
    if [int(number) for number in numbers] != [*range(first, first + len(numbers))]:
        return None
    return _renamed_journal(journal, {entry.tag: entry.tag for entry in journal.entries}, first)


def _renamed_journal(journal: Journal, tags: Mapping[str, str], first: int = 0) -> Journal:
    """Return the journal with the new tags, and with `idx` from `first` on, from which drizzle-kit counts."""
    entries = tuple(replace(entry, idx=idx, tag=tags[entry.tag]) for idx, entry in enumerate(journal.entries, first))
    nodes = read(journal.text).members["entries"].items
    edits = [
        Edit(node.members[key].start, node.members[key].end, value)
        for node, entry in zip(nodes, entries, strict=True)
        for key, value in (("tag", f'"{entry.tag}"'), ("idx", str(entry.idx)))
        if key in node.members
    ]
    return replace(journal, entries=entries, text=apply(journal.text, edits))

"""Fix what has one right answer: the journal's layout, `idx`, hashes of files as first committed, .gitattributes.

No byte of SQL changes, and no `when` or tag: databases have recorded those.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from journal.dataclass import dataclass
from journal.errors import SettingsInvalid
from journal.folder.git.history import attributes
from journal.folder.git.ref import read_base
from journal.folder.git.repository import Git
from journal.folder.lenient import RawJournal, read_leniently
from journal.folder.read import Folder, refuse_mixed
from journal.folder.rewrite.store import project_lock, replace_file, replace_journal
from journal.ledger.recordable import RecordableHashes, recordable_hashes
from journal.project.files import FileKind, read_file
from journal.project.layout import is_version_1
from journal.project.project import Project
from journal.rules.gapped_idx import are_different, first_gap, first_number, own_number

ATTRIBUTES = ".gitattributes"


@dataclass(frozen=True)
class FileChange:
    """A file before and after. `before` is empty where there is none yet."""

    path: Path
    before: str
    after: str


@dataclass(frozen=True)
class Fixes:
    """The files that change, and the missing hashes: which are recorded, not proved, and why the others are not."""

    changes: tuple[FileChange, ...]
    hashes: RecordableHashes


def fix(project: Project, *, base: str | None = None, dry_run: bool = False) -> Fixes:
    """Fix findings of `check` that have a single right answer, without changing a byte of SQL (`check --fix`).

    Returns each file before and after. Entries that are merged in `base`, a git ref, keep their numbers. A journal
    that cannot be read, or has entries that Drizzle cannot follow, stays: it has no single right answer. Raises
    FolderUnreadable or SettingsInvalid.

    >>> [change.path.name for change in journal.fix(project, dry_run=True).changes]
    []
    """
    settings = project.settings
    if is_version_1(settings):
        raise SettingsInvalid(
            "--fix changes a journal, which the layout of drizzle 1.0 does not have.",
            hint=f"Type: {settings.command('check')}. The help of each finding says what to do.",
        )
    merged = read_base(settings, base).items if base is not None else ()
    frozen = frozenset(str(item.get("tag")) for item in merged)
    with project_lock(settings):
        folder, raw = read_leniently(settings)
        refuse_mixed(folder)
        # A journal of drizzle-kit alone has no hashes, and misses none. What the lock gets, a replay has captured.
        lacking = [entry for index, entry in raw.followed if not raw.items[index].get("hash")]
        is_ours = not folder.lock and not raw.refused and any("hash" in item for item in raw.items)
        hashes = recordable_hashes(folder, lacking) if lacking and is_ours else RecordableHashes()
        possible = (*_fixed_journal(folder, raw, frozen, hashes), *_fixed_attributes(folder))
        changes = tuple(change for change in possible if change.before != change.after)
        for change in () if dry_run else changes:
            if change.path == raw.path:
                replace_journal(folder.journal, change.after)
            else:
                replace_file(change.path, change.after.encode(), root=settings.root)
    return Fixes(changes, hashes)


def _fixed_journal(
    folder: Folder, raw: RawJournal, frozen: frozenset[str], hashes: RecordableHashes
) -> Iterator[FileChange]:
    if not raw.value or raw.refused or raw.broken:
        return
    entries = []
    numbers = _numbers(raw.items, frozen, first_number(folder, raw.items))
    for number, item in zip(numbers, raw.items, strict=True):
        entry = {**item, "idx": number} if "idx" in item else {"idx": number, **item}
        digest = hashes.found.get(str(item.get("tag")))
        entries.append(entry | ({"hash": digest} if digest and not item.get("hash") else {}))
    # As JSON.stringify(value, null, 2) writes it; the final newline stays as it is.
    try:
        text = orjson.dumps({**raw.value, "entries": entries}, option=orjson.OPT_INDENT_2).decode()
    except TypeError:  # nested deeper than orjson writes
        return
    yield FileChange(raw.path, raw.text, text + raw.text[len(raw.text.rstrip()) :])


def _numbers(items: Sequence[Any], frozen: frozenset[str], first: int) -> list[object]:
    """Return the `idx` of each entry: those that are there, if they differ and have no gap, else rising ones.

    0, 1, 2 from the `first` number on, unless the entry has the number in its tag, or is merged. drizzle-kit names the
    next file by the last `idx` plus one: where that would be a number in use, each entry gets that of its tag.
    """
    present = [item.get("idx") for item in items]
    tags = [item.get("tag") for item in items]
    if are_different(present) and first_gap(present, tags, first) is None:
        return present
    owns = [own_number(tag) for tag in tags]
    kept = [
        number if tag in frozen or number == own else first + index
        for index, (tag, number, own) in enumerate(zip(tags, present, owns, strict=True))
    ]
    counted = list(_rising(kept))
    is_free = not counted or counted[-1] >= max((own for own in owns if own is not None), default=0)
    return [*(counted if is_free else _rising(owns))]


def _rising(wishes: Sequence[object]) -> Iterator[int]:
    """Yield each wish that is above all before it, else the next number."""
    previous = -1
    for wish in wishes:
        previous = wish if type(wish) is int and wish > previous else previous + 1
        yield previous


def _fixed_attributes(folder: Folder) -> Iterator[FileChange]:
    """Yield .gitattributes with a line that keeps LF, in a repository whose files have no CR and no such line yet."""
    settings = folder.settings
    path = settings.root / ATTRIBUTES
    if not folder.migrations or not settings.migrations.is_relative_to(settings.root):
        return
    first = folder.migrations[0].path
    git = Git(settings.root)
    if Git(settings.migrations).repository != git.repository:
        return
    values = attributes(git, ["eol", "text"], [first])
    if values is None or set(values[first].values()) != {"unspecified"}:
        return
    if any(b"\r" in migration.raw for migration in folder.migrations):
        return
    subfolder = settings.migrations.relative_to(settings.root).as_posix()
    try:
        before = read_file(path, FileKind.SETTINGS, within=settings.boundary).decode() if path.exists() else ""
    except (OSError, UnicodeDecodeError):
        return
    if any(char.isspace() or char in '"\\[*?' for char in subfolder):  # such a pattern has its own grammar
        return
    line = "*.sql text eol=lf\n" if subfolder == "." else f"{subfolder}/**/*.sql text eol=lf\n"
    if line.strip() not in before:
        yield FileChange(path, before, before + ("" if before.endswith("\n") or not before else "\n") + line)

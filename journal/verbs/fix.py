"""What has one right answer, mended: the journal's layout, `idx`, hashes that no ledger can know yet, .gitattributes.

No byte of SQL changes, and no `when` or tag: those are in databases.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from journal.folder.git.ask import Git
from journal.folder.git.base import read_base
from journal.folder.git.history import attributes, ever_committed
from journal.folder.hashing import drizzle_hash
from journal.folder.lenient import RawJournal, read_leniently
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.folder.rewrite.store import project_lock, replace_file, replace_journal
from journal.folder.snapshots import prefix_of
from journal.project.files import FileKind, read_file
from journal.project.settings import Settings
from journal.rules.gapped_idx import is_own_number

ATTRIBUTES = ".gitattributes"


@dataclass(frozen=True)
class FileChange:
    """A file before and after. `before` is empty where there is none yet."""

    path: Path
    before: str
    after: str


def fix(settings: Settings, *, base: str | None = None, dry_run: bool = False) -> tuple[FileChange, ...]:
    """Mend it, and return what changed; with `dry_run`, what would. Raises FolderUnreadable or SettingsInvalid.

    Entries that are merged in `base`, a git ref, keep their numbers.

    A journal that cannot be read, or has entries that Drizzle cannot follow, is left as it is: that has many answers.
    """
    frozen = (
        frozenset(str(item.get("tag")) for item in read_base(settings, base).items) if base is not None else frozenset()
    )
    with project_lock(settings):
        folder, raw = read_leniently(settings)
        changes = [one for one in (*_journal(folder, raw, frozen), *_attributes(folder)) if one.before != one.after]
        for change in () if dry_run else changes:
            if change.path == raw.path:
                replace_journal(folder.journal, change.after)
            else:
                replace_file(change.path, change.after.encode(), root=settings.root)
    return tuple(changes)


def _journal(folder: Folder, raw: RawJournal, frozen: frozenset[str]) -> Iterator[FileChange]:
    if not raw.value or raw.refused or raw.broken:
        return
    fresh = _fresh(folder) if any("hash" in item for item in raw.items) else {}
    numbers = _numbers(raw.items, frozen)
    entries = [_entry(number, item, fresh) for number, item in zip(numbers, raw.items, strict=True)]
    # As JSON.stringify(value, null, 2) writes it; the final newline stays as it is.
    try:
        text = orjson.dumps({**raw.value, "entries": entries}, option=orjson.OPT_INDENT_2).decode()
    except TypeError:  # nested deeper than orjson writes: that is for a person to mend
        return
    yield FileChange(raw.path, raw.text, text + raw.text[len(raw.text.rstrip()) :])


def _numbers(items: Sequence[Any], frozen: frozenset[str]) -> list[object]:
    """`idx` for each: 0, 1, 2, unless it is its tag's own number or merged.

    drizzle-kit names the next file by the last `idx` plus one, so that may not fall on a number in use: then all stay.
    """
    kept = [item.get("tag") in frozen or is_own_number(item.get("idx"), item.get("tag")) for item in items]
    new = [item.get("idx") if keep else index for index, (item, keep) in enumerate(zip(items, kept, strict=True))]
    counts = [
        int(prefix) for item in items if (prefix := prefix_of(str(item.get("tag")))).isdecimal() and len(prefix) < 8
    ]
    next_ = new[-1] + 1 if new and isinstance(new[-1], int) else 0
    return new if not counts or next_ > max(counts) else [item.get("idx", index) for index, item in enumerate(items)]


def _entry(number: object, item: dict[str, Any], fresh: dict[str, Migration]) -> dict[str, Any]:
    mended = {**item, "idx": number} if "idx" in item else {"idx": number, **item}
    migration = fresh.get(str(item.get("tag")))
    if migration and not item.get("hash"):
        mended["hash"] = drizzle_hash(migration.raw)
    return mended


def _fresh(folder: Folder) -> dict[str, Migration]:
    """The files that were never committed: nobody can have deployed them. Without git, none is known to be such."""
    migrations = folder.settings.migrations
    committed = ever_committed(Git(migrations), migrations)
    if committed is None:
        return {}
    return {one.tag: one for one in folder.forwards if f"{one.tag}.sql" not in committed}


def _attributes(folder: Folder) -> Iterator[FileChange]:
    """A line that keeps LF on every machine, in a repository whose files have no CR and no such line yet."""
    settings = folder.settings
    path = settings.root / ATTRIBUTES
    if not folder.migrations or not settings.migrations.is_relative_to(settings.root):
        return
    first = folder.migrations[0].path
    git = Git(settings.root)
    if Git(settings.migrations).repository != git.repository:
        return
    told = attributes(git, ["eol", "text"], [first])
    if told is None or set(told[first].values()) != {"unspecified"}:
        return
    if any(b"\r" in one.raw for one in folder.migrations):
        return
    where = settings.migrations.relative_to(settings.root).as_posix()
    try:
        before = read_file(path, FileKind.SETTINGS, within=settings.boundary).decode() if path.exists() else ""
    except (OSError, UnicodeDecodeError):
        return
    if any(char.isspace() or char in '"\\[*?' for char in where):  # such a pattern has its own grammar
        return
    line = "*.sql text eol=lf\n" if where == "." else f"{where}/**/*.sql text eol=lf\n"
    if line.strip() not in before:
        yield FileChange(path, before, before + ("" if before.endswith("\n") or not before else "\n") + line)

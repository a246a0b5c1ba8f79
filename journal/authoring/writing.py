"""New files on disk, all or none of them, and the ignore list of the settings. Nothing that is there is overwritten."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from journal.errors import JournalError, Place
from journal.folder.rewrite.store import replace_file
from journal.project.files import FileKind, read_file
from journal.project.settings import Settings
from journal.project.settings_table import FILE_NAME, parse_toml

REASON = "run by hand with psql, not by Drizzle"
_INLINE = re.compile(r"^ignore\s*=\s*\[", re.MULTILINE)


class FileExists(JournalError):
    """A file of that name is there already."""

    code = "file-exists"


@dataclass(frozen=True)
class NewFile:
    """A file to be written, whole."""

    path: Path
    text: str


def refuse_existing(files: Sequence[NewFile]) -> None:
    """Raise FileExists for the first that is there."""
    for one in files:
        if one.path.exists() or one.path.is_symlink():
            raise FileExists(f"{one.path} exists already, and is not overwritten.",
                             hint="Move it away, or look at what would be written: --dry-run",
                             place=Place(one.path))  # fmt: skip


def write_files(files: Sequence[NewFile], root: Path) -> None:
    """Write them; none that is new is left where one cannot be. Call it under journal_lock. Raises FileUnwritable."""
    new: list[Path] = []
    try:
        for one in files:
            is_new = not one.path.exists()
            replace_file(one.path, one.text.encode(), root=root, is_new=is_new)
            if is_new:
                new.append(one.path)
    except BaseException:
        for path in new:
            path.unlink(missing_ok=True)
        raise


def ignoring(settings: Settings, name: str) -> NewFile | None:
    """The settings file with this file of the folder on its ignore list; None where only a person can put it there."""
    path = settings.root / FILE_NAME
    if settings.source is not None and settings.source != path:
        return None
    try:
        before = read_file(path, FileKind.SETTINGS, within=settings.boundary).decode() if path.exists() else ""
        after = _with(before, name)
        found = parse_toml(after).get("ignore", [])
    except (OSError, ValueError):
        return None
    return NewFile(path, after) if {"file": name, "reason": REASON} in found else None


def _with(text: str, name: str) -> str:
    inline = _INLINE.search(text)
    if inline:
        return f"{text[: inline.end()]}\n    {ignore_line(name)},{text[inline.end() :]}"
    gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
    return f'{text}{gap}[[ignore]]\nfile = "{name}"\nreason = "{REASON}"\n'


def ignore_line(name: str) -> str:
    """The element of `ignore` for a person to write."""
    return f'{{ file = "{name}", reason = "{REASON}" }}'

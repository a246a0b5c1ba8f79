"""Write new files, all or none of them, and the ignore list of the settings. No existing file is overwritten."""

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from journal.dataclass import dataclass
from journal.errors import JournalError, Place
from journal.folder.rewrite.store import replace_file
from journal.project.files import FileKind, read_file
from journal.project.settings import Settings
from journal.project.settings_table import FILE_NAME, parse_toml

REASON = "run manually with psql, not by Drizzle"
_IGNORE_ARRAY = re.compile(r"^ignore\s*=\s*\[", re.MULTILINE)


class FileExists(JournalError):
    """A file of that name exists already."""

    code = "file-exists"


@dataclass(frozen=True)
class NewFile:
    """A file to be written, and its whole text."""

    path: Path
    text: str


def refuse_existing(files: Sequence[NewFile]) -> None:
    """Raise FileExists for the first that exists."""
    for file in files:
        if file.path.exists() or file.path.is_symlink():
            raise FileExists(f"{file.path} exists already, and is not overwritten.",
                             hint="Move it away, or print what would be written: --dry-run",
                             place=Place(file.path))  # fmt: skip


def write_files(files: Sequence[NewFile], root: Path) -> None:
    """Write all files, or none of the new ones. Call it under journal_lock. Raises FileUnwritable."""
    new: list[Path] = []
    folders = {file.path.parent for file in files if not file.path.parent.exists()}
    try:
        for file in files:
            is_new = not file.path.exists()
            replace_file(file.path, file.text.encode(), root=root, is_new=is_new)
            if is_new:
                new.append(file.path)
    except BaseException:
        for path in new:
            path.unlink(missing_ok=True)
        for folder in folders:
            with suppress(OSError):
                folder.rmdir()
        raise


def ignoring(settings: Settings, name: str) -> NewFile | None:
    """Return the settings file with a migration file on its ignore list; None where only a person can add it."""
    path = settings.root / FILE_NAME
    if settings.source is not None and settings.source != path:
        return None
    try:
        before = read_file(path, FileKind.SETTINGS, within=settings.boundary).decode() if path.exists() else ""
        array = _IGNORE_ARRAY.search(before)
        if array:
            after = f"{before[: array.end()]}\n    {ignore_line(name)},{before[array.end() :]}"
        else:
            gap = "" if not before or before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"
            after = f'{before}{gap}[[ignore]]\nfile = "{name}"\nreason = "{REASON}"\n'
        entries = parse_toml(after).get("ignore", [])
    except (OSError, ValueError):
        return None
    return NewFile(path, after) if {"file": name, "reason": REASON} in entries else None


def ignore_line(name: str) -> str:
    """Return the element of `ignore` for a person to add."""
    return f'{{ file = "{name}", reason = "{REASON}" }}'

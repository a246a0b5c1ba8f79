"""New files on disk, all or none of them, and the ignore list of the settings. Nothing that is there is overwritten."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from journal.errors import JournalError, Place
from journal.folder.config import FILE_NAME, Settings

REASON = "run by hand with psql, not by Drizzle"
_INLINE = re.compile(r"^ignore\s*=\s*\[", re.MULTILINE)


class FileExists(JournalError):
    """A file of that name is there already."""

    code = "file-exists"


class FileUnwritable(JournalError):
    """The folder, or the disk, does not take it."""

    code = "file-unwritable"


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


def write_files(files: Sequence[NewFile]) -> None:
    """Write them; none that is new is left where one cannot be. Raises FileUnwritable."""
    new: list[Path] = []
    for one in files:
        try:
            one.path.parent.mkdir(parents=True, exist_ok=True)
            if not one.path.exists():
                with one.path.open("x"):
                    new.append(one.path)
            one.path.write_text(one.text, encoding="utf-8", newline="\n")
        except OSError as error:
            for path in new:
                path.unlink(missing_ok=True)
            raise FileUnwritable(f"{one.path} cannot be written: {error.strerror}.", place=Place(one.path)) from None


def ignoring(settings: Settings, name: str) -> NewFile | None:
    """The settings file with this file of the folder on its ignore list; None where only a person can put it there."""
    path = settings.root / FILE_NAME
    if settings.source is not None and settings.source != path:
        return None
    before = path.read_text("utf-8") if path.exists() else ""
    after = _with(before, name)
    try:
        found = tomllib.loads(after).get("ignore", [])
    except tomllib.TOMLDecodeError:
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

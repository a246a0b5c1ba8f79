"""The line of a finding, with a caret under its column. Lines come from the folder as it was read."""

from pathlib import Path
from unicodedata import category, east_asian_width

from journal.errors import Place
from journal.escape import flat
from journal.project.files import FileKind, read_file
from journal.rules.support.subject import Subject

_WIDEST = 120


class Sources:
    """The lines of the files with findings; files that are not migrations are read once from disk."""

    def __init__(self, subject: Subject) -> None:
        self._migrations = {migration.path: migration for migration in subject.folder.migrations}
        self._journal = subject.raw
        self._within = subject.settings.boundary
        self._lines: dict[Path, list[str]] = {}

    def line(self, place: Place) -> str | None:
        """Return the line of a place; None if it is unknown, or missing in the file."""
        if place.path not in self._lines:
            text = self._text(place.path)
            self._lines[place.path] = text.split("\n") if text else []
        lines = self._lines[place.path]
        return lines[place.line - 1] if 0 < place.line <= len(lines) else None

    def _text(self, path: Path) -> str:
        if path in self._migrations:
            return self._migrations[path].text
        if path == self._journal.path and self._journal.text:
            return self._journal.text
        try:
            return read_file(path, FileKind.SETTINGS, within=self._within).decode("utf-8", "replace")
        except OSError:
            return ""


def excerpt(line: str, place: Place) -> list[str]:
    """Return the line, cut around the column if it is long, and below it the caret. Tabs stay, so that both align."""
    column = min(place.column, len(line) + 1)
    start = max(0, min(column - 1 - _WIDEST // 2, len(line) - _WIDEST))
    left, right = "… " if start else "", " …" if start + _WIDEST < len(line) else ""
    shown = left + flat(line[start : start + _WIDEST]) + right
    below = " " * len(left) + "".join(map(_blank, flat(line[start : column - 1])))
    return [f"{place.line} | {shown}".rstrip(), f"{' ' * len(str(place.line))} | {below}^"]


def _blank(char: str) -> str:
    """Return white space as wide as a character is on a terminal."""
    if char == "\t":
        return char
    if category(char) in ("Mn", "Me"):
        return ""
    return "  " if east_asian_width(char) in "WF" else " "

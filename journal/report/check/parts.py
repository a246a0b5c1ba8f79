"""Parts of all formats of `drizzle-journal check`: the order of findings, their places and lines, the verdict."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from unicodedata import category, east_asian_width

from journal.errors import Place, Severity
from journal.escape import flat, unicode
from journal.project.files import FileKind, read_file
from journal.project.settings import Settings
from journal.report.parts import counted, relative
from journal.rules.support.exceptions import Accepted
from journal.rules.support.subject import Finding, Subject
from journal.verbs.check import CheckResult

RANK = {severity: rank for rank, severity in enumerate(Severity)}
_WIDEST = 120


class Where(NamedTuple):
    """A place as plain values: the path relative to the base; None if unknown."""

    path: str | None
    line: int | None
    column: int | None


def where(finding: Finding, base: Path) -> Where:
    """Return the place of a finding; a column without a line is omitted."""
    place = finding.place
    if place is None:
        return Where(None, None, None)
    line = place.line or None
    return Where(unicode(relative(place.path, base)), line, (place.column or None) if line else None)


def page_of(finding: Finding, settings: Settings) -> str:
    """Return the address of the page of a finding's rule; empty without a site, and for rules of other tools."""
    return "" if "/" in finding.rule else settings.page_of_rule(finding.rule)


def findings_of(checked: CheckResult) -> list[Finding]:
    """Return the findings by file, the project first; in a file errors first, then by line. Texts can be encoded."""
    return sorted(map(_sound, checked.findings), key=_order)


def accepted_of(checked: CheckResult) -> list[Accepted]:
    """Return the accepted findings, in the same order."""
    every = [Accepted(_sound(one.finding), unicode(one.reason)) for one in checked.accepted]
    return sorted(every, key=lambda one: _order(one.finding))


def counts(finding: Finding, checked: CheckResult) -> bool:
    """Tell whether a finding makes the check fail."""
    return RANK[finding.severity] >= RANK[checked.fail_on]


def tally(checked: CheckResult) -> dict[Severity, int]:
    """Return the number of findings of each severity, the worst first."""
    found: Counter[Severity] = Counter()
    for one in checked.findings:
        found[one.severity] += one.stands_for
    return {severity: found[severity] for severity in reversed(Severity)}


def verdict(checked: CheckResult) -> str:
    """Return one closing sentence: `3 errors, 1 note in 2 files; 1 accepted.`"""
    number = sum(one.finding.stands_for for one in checked.accepted)
    accepted = f"; {number} accepted" if number else ""
    if not checked.findings:
        return f"No findings in {counted(len(checked.subject.folder.migrations), 'migration')}{accepted}."
    files = {one.place.path for one in checked.findings if one.place}
    inside = f" in {counted(len(files), 'file')}" if files else ""
    numbers = [counted(number, severity.value) for severity, number in tally(checked).items() if number]
    return f"{', '.join(numbers)}{inside}{accepted}."


def _sound(finding: Finding) -> Finding:
    tag = unicode(finding.tag) if finding.tag else None
    return replace(finding, message=unicode(finding.message), help=unicode(finding.help), tag=tag)


def _order(finding: Finding) -> tuple[str, int, int, int]:
    place = finding.place
    path, line, column = (str(place.path), place.line, place.column) if place else ("", 0, 0)
    return path, -RANK[finding.severity], line, column


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
    below = " " * len(left)
    for char in flat(line[start : column - 1]):  # white space as wide as the character is on a terminal
        cells = 0 if category(char) in ("Mn", "Me") else 2 if east_asian_width(char) in "WF" else 1
        below += char if char == "\t" else " " * cells
    return [f"{place.line} | {shown}".rstrip(), f"{' ' * len(str(place.line))} | {below}^"]

"""A finding of any command, as code review tools show it, for GitHub's annotations and GitLab's Code Quality."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

import orjson

from journal.dataclass import dataclass
from journal.errors import Note, Severity
from journal.escape import command, unicode
from journal.report.parts import relative

_COMMANDS = {Severity.NOTE: "notice", Severity.WARNING: "warning", Severity.ERROR: "error"}
_GITLAB = {Severity.NOTE: "info", Severity.WARNING: "minor", Severity.ERROR: "major"}
_WORST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


@dataclass(frozen=True)
class Issue:
    """One finding. `name` is stable and in kebab-case; `line` and `column` count from 1.

    `same`: what identifies it in the next run, such as the text of the line, which other lines do not change.
    """

    severity: Severity
    name: str
    message: str
    help: str = ""
    path: str | None = None
    line: int | None = None
    column: int | None = None
    same: str = ""


def issue_of(note: Note, base: Path, same: str = "") -> Issue:
    """Return a note as an issue, with its path relative to `base`."""
    found = Issue(note.severity, note.code, unicode(note.message), unicode(note.help), same=unicode(same))
    if note.place is None:
        return found
    line = note.place.line or None
    column = (note.place.column or None) if line else None
    return replace(found, path=unicode(relative(note.place.path, base)), line=line, column=column)


def base_of(root: Path, workspace: Path | None) -> Path:
    """Return the folder that paths are relative to: the repository's if the project is in it, else the project's."""
    repository = workspace.resolve() if workspace else root
    return repository if root.is_relative_to(repository) else root


def annotations(issues: Iterable[Issue]) -> str:
    """Return a command of GitHub for each, the worst first: it shows the first ten of a severity in each step."""
    lines = []
    for one in sorted(issues, key=lambda one: _WORST_FIRST.index(one.severity)):
        values = {"file": one.path, "line": one.line, "col": one.column, "title": one.name}
        message = f"{one.message}\nhelp: {one.help}" if one.help else one.message
        lines.append(command(_COMMANDS[one.severity], message, values))
    return "".join(lines)


def gitlab(issues: Sequence[Issue], otherwise: str) -> str:
    """Return GitLab's Code Quality report. A finding without a file is shown at `otherwise`.

    Source: GitLab's documentation of Code Quality, "Code Quality report format". Equal findings need different
    fingerprints, so that none is dropped.
    """
    seen: dict[str, int] = {}
    return orjson.dumps([_gitlab(one, otherwise, seen) for one in issues], option=orjson.OPT_INDENT_2).decode() + "\n"


def _gitlab(one: Issue, otherwise: str, seen: dict[str, int]) -> dict[str, object]:
    from hashlib import sha256  # loads OpenSSL

    path = PurePosixPath(one.path or otherwise).as_posix()
    hashed = sha256("\0".join([one.name, path, one.same or one.message]).encode()).hexdigest()
    seen[hashed] = seen.get(hashed, 0) + 1
    return {
        "description": f"{one.message} {one.help}".strip(),
        "check_name": one.name,
        "fingerprint": hashed if seen[hashed] == 1 else sha256(f"{hashed}{seen[hashed]}".encode()).hexdigest(),
        "severity": _GITLAB[one.severity],
        "location": {"path": path, "lines": {"begin": one.line or 1}},
    }

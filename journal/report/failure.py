"""A failure as text, and as the one document of --json."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from journal import __version__
from journal.errors import JournalError, Place, Severity
from journal.escape import continued, cut, flat, joined
from journal.replay.explain import MigrationFailed
from journal.report.issues import Issue, gitlab
from journal.report.junit import Case, junit_xml
from journal.report.parts import note_json, notes, place_words
from journal.report.step_summary import summary_text

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_WIDEST = 160
_LONGEST_STATEMENT = 100_000
_CONTEXT_LINES = 2


def failure_text(error: JournalError, root: Path, pages: str = "") -> str:
    """Return the message, the statement with a caret if there is one, the help, and the address of the page.

    `pages`: the setting of that name.
    """
    lines = [f"error: {cut(error.message)}"]
    if isinstance(error, MigrationFailed):
        lines += _statement(error, root)
        refusal = error.explanation.refusal
        for label, text in (("detail", refusal.detail), ("hint", refusal.hint), ("context", refusal.context)):
            lines += continued(label, text) if text else []
        passed = f"{len(error.before)} passed before it: {', '.join(applied.tag for applied in error.before)}"
        lines.append(passed if error.before else "No file had passed before it.")
    elif error.place:
        lines += [f"  at {place_words(error.place, root)}"] if str(error.place.path) not in error.message else []
    lines += getattr(error, "__notes__", [])
    lines += notes(error.warnings, root)
    if error.hint:
        lines.append(f"help: {error.hint}")
    if page := page_of_code(error.code, pages):
        lines.append(f"page: {page}")
    return joined(lines)


def page_of_code(code: str, pages: str) -> str:
    """Return the address of the line on a code, in the site that `scripts/docs` builds; empty without a site."""
    return f"{pages}/exit-codes.html#{code}" if pages else ""


def failure_json(error: JournalError, root: Path, pages: str = "") -> dict[str, Any]:
    """Return the document. Only its `code` is stable; the rest is for people."""
    place = error.place
    own: dict[str, Any] = {
        "code": error.code,
        "message": cut(error.message),
        "help": error.hint,
        "page": page_of_code(error.code, pages) or None,
        "place": {"path": place_words(Place(place.path), root), "line": place.line or None,
                  "column": place.column or None} if place else None,
        "notes": getattr(error, "__notes__", []),
    }  # fmt: skip
    if isinstance(error, MigrationFailed):
        refusal = error.explanation.refusal
        own |= {
            "tag": error.failed.tag,
            "statement_number": error.explanation.number,
            "statement": cut(error.explanation.statement, _LONGEST_STATEMENT),
            "sqlstate": refusal.sqlstate,
            "detail": refusal.detail and cut(refusal.detail),
            "hint": refusal.hint and cut(refusal.hint),
            "context": refusal.context and cut(refusal.context),
            "passed": [applied.tag for applied in error.before],
        }
    warnings = [note_json(note, root) for note in error.warnings]
    return {"status": "no" if error.exit_code == 1 else "error", "error": own, "warnings": warnings}


def failure_in(form: str, document: Mapping[str, Any], text: str) -> str | Mapping[str, Any] | None:
    """Return the whole document of a format for a command that did not answer; None for one that is text.

    `document`: that of --json. JUnit has one test, which has an error; GitLab's Code Quality one issue.
    """
    code, message = document["error"]["code"], cut(document["error"]["message"])
    if form == "json":
        return document
    if form == "junit":
        return junit_xml("drizzle-journal", [Case("project", code, "error", code, message, text)])
    if form == "sarif":
        return _sarif(code, message)
    if form == "html":
        from journal.report.html.failure import failure_html

        return failure_html(document, text)
    if form == "gitlab":
        place = document["error"].get("place") or {}
        return gitlab([Issue(Severity.ERROR, code, message, path=place.get("path"), line=place.get("line"))], ".")
    return None


def failure_summary(error: Mapping[str, Any]) -> str:
    """Return the step summary of a command that did not answer."""
    return summary_text("drizzle-journal", f"{error['message']}\n{error['help']}".strip())


def _sarif(code: str, message: str) -> dict[str, Any]:
    """Return a run that failed, with the reason.

    Source: SARIF 2.1.0, 3.20.14 `executionSuccessful` and 3.20.21 `toolExecutionNotifications`.
    """
    notification = {"descriptor": {"id": code}, "level": "error", "message": {"text": message}}
    invocation = {"executionSuccessful": False, "toolExecutionNotifications": [notification]}
    driver = {"name": "drizzle-journal", "version": __version__, "semanticVersion": __version__, "rules": []}
    return {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "invocations": [invocation], "results": []}],
    }


def _statement(error: MigrationFailed, root: Path) -> Iterator[str]:
    """Yield the numbered lines around the place, with a caret under it."""
    place = error.place or error.explanation.place  # that of a copy is changed into that of the project
    yield f"  --> {place_words(place, root)}"
    if not place.line:
        return
    lines = error.failed.text.split("\n")
    width = len(str(place.line))
    for number in range(max(1, place.line - _CONTEXT_LINES), place.line):
        yield f"{number:>{width}} | {_printable(lines[number - 1])[:_WIDEST]}".rstrip()
    # The part of the line around the column. On a terminal East Asian wide characters take two cells.
    text, before = _printable(lines[place.line - 1]), _printable(lines[place.line - 1][: place.column - 1])
    start = max(0, len(before) - _WIDEST // 2) if len(text) > _WIDEST else 0
    left, right = "… " if start else "", " …" if len(text) > start + _WIDEST else ""
    caret = len(left) + sum(2 if east_asian_width(char) in "WF" else 1 for char in before[start:])
    yield f"{place.line} | {left}{text[start : start + _WIDEST]}{right}".rstrip()
    yield f"{' ' * width} | {' ' * caret}^"


def _printable(line: str) -> str:
    """Return a line of SQL without tabs and control characters."""
    return flat(line.replace("\t", "    ").rstrip("\r"))

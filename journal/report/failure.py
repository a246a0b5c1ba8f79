"""An expected failure in words, and as the one JSON document that --json promises."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from journal.errors import JournalError, Place
from journal.replay.explain import Applied, Explanation, MigrationFailed
from journal.report.parts import place_words

_WIDEST = 160
_CONTEXT_LINES = 2


def failure_text(error: JournalError, root: Path) -> str:
    """The sentence, the statement with a caret if there is one, and the way out."""
    lines = [f"error: {error.message}"]
    if isinstance(error, MigrationFailed):
        lines += [*_statement(error), *_details(error.explanation)]
        lines.append(_passed(error.before))
    elif error.place:
        lines += [f"  at {place_words(error.place, root)}"] if str(error.place.path) not in error.message else []
    lines += getattr(error, "__notes__", [])
    if error.hint:
        lines.append(f"help: {error.hint}")
    return "\n".join(lines) + "\n"


def failure_json(error: JournalError, root: Path) -> dict[str, Any]:
    """The same for a program: `code` is stable, the rest is for people."""
    value: dict[str, Any] = {
        "status": "no" if error.exit_code == 1 else "error",
        "error": {"code": error.code, "message": error.message, "help": error.hint, "place": _place(error.place, root)},
    }
    value["error"]["notes"] = getattr(error, "__notes__", [])
    if isinstance(error, MigrationFailed):
        value["error"] |= _migration(error)
    return value


def _migration(error: MigrationFailed) -> dict[str, Any]:
    refusal = error.explanation.refusal
    return {
        "tag": error.failed.tag,
        "statement_number": error.explanation.number,
        "statement": error.explanation.statement,
        "sqlstate": refusal.sqlstate,
        "detail": refusal.detail,
        "hint": refusal.hint,
        "context": refusal.context,
        "passed": [applied.tag for applied in error.before],
    }


def _place(place: Place | None, root: Path) -> dict[str, Any] | None:
    if place is None:
        return None
    path = place_words(Place(place.path), root)
    return {"path": path, "line": place.line or None, "column": place.column or None}


def _statement(error: MigrationFailed) -> Iterator[str]:
    """The lines around the place, numbered, with a caret under it."""
    place = error.explanation.place
    yield f"  --> {place}"
    if not place.line:
        return
    lines = error.failed.text.split("\n")
    width = len(str(place.line))
    for number in range(max(1, place.line - _CONTEXT_LINES), place.line + 1):
        yield f"{number:>{width}} | {_printable(lines[number - 1])}".rstrip()
    before = _printable(lines[place.line - 1][: place.column - 1])
    if len(before) < _WIDEST:
        yield f"{' ' * width} | {' ' * len(before)}^"


def _printable(line: str) -> str:
    """One line of somebody's SQL, fit for a terminal: no control characters, no tab, not endless."""
    text = "".join(char if char.isprintable() else " " for char in line.replace("\t", "    ").rstrip("\r"))
    return text if len(text) <= _WIDEST else text[:_WIDEST] + " …"


def _details(explanation: Explanation) -> Iterator[str]:
    refusal = explanation.refusal
    for label, text in (("detail", refusal.detail), ("hint", refusal.hint), ("context", refusal.context)):
        if text:
            yield f"{label}: {text}"


def _passed(before: tuple[Applied, ...]) -> str:
    if not before:
        return "No file had passed before it."
    return f"{len(before)} passed before it: {', '.join(applied.tag for applied in before)}"

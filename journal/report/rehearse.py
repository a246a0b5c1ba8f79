"""What `journal rehearse` tells."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from journal.errors import Severity
from journal.escape import joined, statement_lines
from journal.rehearsal.result import Rehearsal, RehearsalFinding, RehearsalResult
from journal.report.drift import differences_json, sentence
from journal.report.junit import Case, junit_xml
from journal.report.parts import counted, duration, place_words, relative

_WHAT = {
    Rehearsal.WAYS: "file by file, and all in one transaction",
    Rehearsal.TWICE: "each file twice",
    Rehearsal.DOWN: "up, down, up",
    Rehearsal.ROWS: "with rows in every table",
    Rehearsal.UPGRADE: "from the ref to here",
}
_WORST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def rehearse_text(rehearsed: RehearsalResult, *, strict: bool) -> str:
    """A line for each rehearsal, then everything found, the faults first, and one closing sentence."""
    root = rehearsed.folder.settings.root
    lines = [_held(rehearsed, one, strict=strict) for one in Rehearsal if one in _told(rehearsed)]
    for found in sorted(rehearsed.found, key=lambda one: _WORST_FIRST.index(one.severity)):
        lines += _lines(found, root)
    return joined([*lines, _closing(rehearsed, strict=strict)])


def rehearse_json(rehearsed: RehearsalResult, *, strict: bool) -> dict[str, Any]:
    """The same for a program."""
    root = rehearsed.folder.settings.root
    return {
        "status": "ok" if rehearsed.passed else "no",
        "server_version": rehearsed.server_version,
        "rehearsals": {
            one.value: {
                "tried": rehearsed.tried.get(one, 0),
                "seconds": round(rehearsed.seconds.get(one, 0.0), 3),
                "left_out": rehearsed.left_out.get(one),
            }
            for one in _told(rehearsed)
        },
        "found": [_found_json(found, root) for found in rehearsed.found],
    }


def rehearse_junit(rehearsed: RehearsalResult, *, strict: bool) -> str:
    """As JUnit's XML: a suite for each rehearsal, in it a test for what was found, or for itself."""
    root = rehearsed.folder.settings.root
    cases = [case for one in _told(rehearsed) for case in _cases(rehearsed, one, root, strict=strict)]
    return junit_xml("journal rehearse", cases)


def _told(rehearsed: RehearsalResult) -> list[Rehearsal]:
    """Those that were held, and those that were left out."""
    found = {one.rehearsal for one in rehearsed.found}
    return [one for one in Rehearsal if one in rehearsed.tried or one in rehearsed.left_out or one in found]


def _held(rehearsed: RehearsalResult, one: Rehearsal, *, strict: bool) -> str:
    start = f"{one.value:<8} {_WHAT[one]:<42}"
    if one in rehearsed.left_out:
        return f"{start} left out: {rehearsed.left_out[one]}"
    count = sum(_counts(found, strict=strict) for found in rehearsed.found if found.rehearsal is one)
    said = counted(count, "error") if count else "passed"
    tried, seconds = counted(rehearsed.tried.get(one, 0), "file"), duration(rehearsed.seconds.get(one))
    return f"{start} {tried:>9} {seconds:>8}  {said}"


def _counts(found: RehearsalFinding, *, strict: bool) -> bool:
    return found.severity is Severity.ERROR or (strict and found.severity is Severity.WARNING)


def _lines(found: RehearsalFinding, root: Path) -> Iterator[str]:
    yield f"{found.severity}: {found.message} ({place_words(found.place, root)}) [{found.code}]"
    for one in found.differences:
        is_left = one.expected is None
        yield f"  {f'{one.kind} {one.name} is there, and should not be.' if is_left else sentence(one)}"
        yield from (f"    {line}" for line in statement_lines(one.sql or f"no statement: {one.hazard}"))
    if found.help and found.severity is not Severity.NOTE:
        yield f"  help: {found.help}"


def _closing(rehearsed: RehearsalResult, *, strict: bool) -> str:
    counts = {severity: sum(one.severity is severity for one in rehearsed.found) for severity in _WORST_FIRST}
    where = f"Rehearsed on PostgreSQL {rehearsed.server_version}"
    told = [counted(counts[Severity.ERROR], "error")] if counts[Severity.ERROR] else []
    told += [counted(counts[Severity.WARNING], "warning")] if counts[Severity.WARNING] else []
    if rehearsed.passed:
        return f"{where}: nothing to mend{f' ({told[0]})' if told else ''}."
    return f"{where}: {' and '.join(told)}."


def _found_json(found: RehearsalFinding, root: Path) -> dict[str, Any]:
    return {
        "rehearsal": found.rehearsal.value,
        "code": found.code,
        "severity": found.severity.value,
        "tag": found.tag,
        "path": relative(found.place.path, root),
        "line": found.place.line or None,
        "column": found.place.column or None,
        "message": found.message,
        "help": found.help,
        "sqlstate": found.sqlstate or None,
        "differences": differences_json(found.differences),
    }


def _cases(rehearsed: RehearsalResult, one: Rehearsal, root: Path, *, strict: bool) -> Iterator[Case]:
    if one in rehearsed.left_out:
        yield Case(one.value, one.value, "skipped", message=rehearsed.left_out[one])
        return
    failed = [found for found in rehearsed.found if found.rehearsal is one and _counts(found, strict=strict)]
    for found in failed:
        text, file = "\n".join(_lines(found, root)), relative(found.place.path, root)
        yield Case(one.value, f"{found.tag} {found.code}", "failure", found.code, found.message, text, file)
    if not failed:
        yield Case(one.value, one.value, seconds=rehearsed.seconds.get(one))

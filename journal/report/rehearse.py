"""The output of `journal rehearse`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from journal.errors import Severity
from journal.escape import joined, statement_lines
from journal.rehearsal.findings import Rehearsal, RehearsalFinding, RehearsalResult
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


def rehearse_text(rehearsed: RehearsalResult) -> str:
    """Return a line for each rehearsal, all findings with the errors first, and one closing sentence."""
    root = rehearsed.folder.settings.root
    lines = [_line(rehearsed, each) for each in Rehearsal if each in _shown(rehearsed)]
    for found in sorted(rehearsed.found, key=lambda each: _WORST_FIRST.index(each.severity)):
        lines += _lines(found, root)
    return joined([*lines, _closing(rehearsed)])


def rehearse_json(rehearsed: RehearsalResult) -> dict[str, Any]:
    """Return the JSON document."""
    root = rehearsed.folder.settings.root
    return {
        "status": "ok" if rehearsed.passed else "no",
        "server_version": rehearsed.server_version,
        "rehearsals": {
            each.value: {
                "tried": rehearsed.tried.get(each, 0),
                "seconds": round(rehearsed.seconds.get(each, 0.0), 3),
                "left_out": rehearsed.skipped.get(each),
            }
            for each in _shown(rehearsed)
        },
        "found": [
            {
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
            for found in rehearsed.found
        ],
    }


def rehearse_junit(rehearsed: RehearsalResult) -> str:
    """Return JUnit's XML: a suite for each rehearsal, with a test for each finding, or for itself."""
    root = rehearsed.folder.settings.root
    cases = [case for each in _shown(rehearsed) for case in _cases(rehearsed, each, root)]
    return junit_xml("journal rehearse", cases)


def _shown(rehearsed: RehearsalResult) -> list[Rehearsal]:
    """Return the rehearsals that ran or were skipped."""
    found = {each.rehearsal for each in rehearsed.found}
    return [each for each in Rehearsal if each in rehearsed.tried or each in rehearsed.skipped or each in found]


def _line(rehearsed: RehearsalResult, each: Rehearsal) -> str:
    start = f"{each.value:<8} {_WHAT[each]:<42}"
    if each in rehearsed.skipped:
        return f"{start} skipped: {rehearsed.skipped[each]}"
    count = sum(_counts(found, strict=rehearsed.strict) for found in rehearsed.found if found.rehearsal is each)
    result = counted(count, "error") if count else "passed"
    tried, seconds = counted(rehearsed.tried.get(each, 0), "file"), duration(rehearsed.seconds.get(each))
    return f"{start} {tried:>9} {seconds:>8}  {result}"


def _counts(found: RehearsalFinding, *, strict: bool) -> bool:
    return found.severity is Severity.ERROR or (strict and found.severity is Severity.WARNING)


def _lines(found: RehearsalFinding, root: Path) -> Iterator[str]:
    yield f"{found.severity}: {found.message} ({place_words(found.place, root)}) [{found.code}]"
    for each in found.differences:
        is_left = each.expected is None
        yield f"  {f'{each.kind} {each.name} exists and should not.' if is_left else sentence(each)}"
        yield from (f"    {line}" for line in statement_lines(each.sql or f"no statement: {each.hazard}"))
    if found.help and found.severity is not Severity.NOTE:
        yield f"  help: {found.help}"


def _closing(rehearsed: RehearsalResult) -> str:
    counts = {severity: sum(each.severity is severity for each in rehearsed.found) for severity in _WORST_FIRST}
    where = f"Rehearsed on PostgreSQL {rehearsed.server_version}"
    counts_shown = [counted(counts[Severity.ERROR], "error")] if counts[Severity.ERROR] else []
    counts_shown += [counted(counts[Severity.WARNING], "warning")] if counts[Severity.WARNING] else []
    if rehearsed.passed:
        return f"{where}: no errors{f' ({counts_shown[0]})' if counts_shown else ''}."
    return f"{where}: {' and '.join(counts_shown)}."


def _cases(rehearsed: RehearsalResult, each: Rehearsal, root: Path) -> Iterator[Case]:
    if each in rehearsed.skipped:
        yield Case(each.value, each.value, "skipped", message=rehearsed.skipped[each])
        return
    failed = [found for found in rehearsed.found if found.rehearsal is each and _counts(found, strict=rehearsed.strict)]
    for found in failed:
        text, file = "\n".join(_lines(found, root)), relative(found.place.path, root)
        yield Case(each.value, f"{found.tag} {found.code}", "failure", found.code, found.message, text, file)
    if not failed:
        yield Case(each.value, each.value, seconds=rehearsed.seconds.get(each))

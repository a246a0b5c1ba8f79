"""The output of `drizzle-journal rehearse`."""

from collections import Counter
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
    root, lines = rehearsed.folder.settings.root, []
    for each in _shown(rehearsed):
        start = f"{each.value:<8} {_WHAT[each]:<42}"
        if each in rehearsed.skipped:
            lines.append(f"{start} skipped: {rehearsed.skipped[each]}")
            continue
        count = sum(_counts(found, strict=rehearsed.strict) for found in rehearsed.found if found.rehearsal is each)
        result = counted(count, "error") if count else "passed"
        tried, seconds = counted(rehearsed.tried.get(each, 0), "file"), duration(rehearsed.seconds.get(each))
        lines.append(f"{start} {tried:>9} {seconds:>8}  {result}")
    for found in sorted(rehearsed.found, key=lambda each: _WORST_FIRST.index(each.severity)):
        lines += _lines(found, root)
    numbers = Counter(found.severity for found in rehearsed.found)
    shown = " and ".join(counted(numbers[each], each.value) for each in _WORST_FIRST[:2] if numbers[each])
    closing = f"no errors{f' ({shown})' if shown else ''}" if rehearsed.passed else shown
    return joined([*lines, f"Rehearsed on PostgreSQL {rehearsed.server_version}: {closing}."])


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
    root, cases = rehearsed.folder.settings.root, []
    for each in _shown(rehearsed):
        if each in rehearsed.skipped:
            cases.append(Case(each.value, each.value, "skipped", message=rehearsed.skipped[each]))
            continue
        own = [found for found in rehearsed.found if found.rehearsal is each]
        failed = [found for found in own if _counts(found, strict=rehearsed.strict)]
        for found in failed:
            text, file = "\n".join(_lines(found, root)), relative(found.place.path, root)
            name = f"{found.tag} {found.code}"
            cases.append(Case(each.value, name, "failure", found.code, found.message, text, file))
        if not failed:
            cases.append(Case(each.value, each.value, seconds=rehearsed.seconds.get(each)))
    return junit_xml("drizzle-journal rehearse", cases)


def _shown(rehearsed: RehearsalResult) -> list[Rehearsal]:
    """Return the rehearsals that ran or were skipped."""
    found = {each.rehearsal for each in rehearsed.found}
    return [each for each in Rehearsal if each in rehearsed.tried or each in rehearsed.skipped or each in found]


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

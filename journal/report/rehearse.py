"""The output of `drizzle-journal rehearse`."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from journal.catalog.difference import Difference
from journal.errors import Note, Severity
from journal.escape import joined, statement_lines
from journal.rehearsal.findings import Rehearsal, RehearsalFinding, RehearsalResult
from journal.report.drift import differences_json, sentence
from journal.report.issues import Issue, base_of, gitlab, issue_of
from journal.report.junit import Case, junit_xml
from journal.report.parts import counted, duration, place_words, relative, verdict_first
from journal.report.step_summary import summary_text

_WHAT = {
    Rehearsal.WAYS: "file by file, and all in one transaction",
    Rehearsal.TWICE: "each file twice",
    Rehearsal.DOWN: "up, down, up",
    Rehearsal.ROWS: "with rows in every table",
    Rehearsal.UPGRADE: "from the ref to here",
}
_WORST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
_HEADS = ("Severity", "Where", "Code", "What")
_SHOWN = 10


class RehearsalRow(NamedTuple):
    """A rehearsal as text. `result`: passed, the number of errors, or why it was skipped."""

    name: str
    what: str
    tried: str
    seconds: str
    result: str


def rehearsal_rows(rehearsed: RehearsalResult) -> list[RehearsalRow]:
    """Return the rehearsals that ran or were skipped."""
    return [_row(each, rehearsed) for each in _shown(rehearsed)]


def _row(each: Rehearsal, rehearsed: RehearsalResult) -> RehearsalRow:
    if each in rehearsed.skipped:
        return RehearsalRow(each.value, _WHAT[each], "", "", f"skipped: {rehearsed.skipped[each]}")
    count = sum(_counts(found, strict=rehearsed.strict) for found in rehearsed.found if found.rehearsal is each)
    tried, seconds = counted(rehearsed.tried.get(each, 0), "file"), duration(rehearsed.seconds.get(each))
    return RehearsalRow(each.value, _WHAT[each], tried, seconds, counted(count, "error") if count else "passed")


def findings_in_order(rehearsed: RehearsalResult) -> list[RehearsalFinding]:
    """Return the findings, the worst first."""
    return sorted(rehearsed.found, key=lambda each: _WORST_FIRST.index(each.severity))


def rehearse_closing(rehearsed: RehearsalResult) -> str:
    """Return the verdict as a sentence."""
    numbers = Counter(found.severity for found in rehearsed.found)
    shown = " and ".join(counted(numbers[each], each.value) for each in _WORST_FIRST[:2] if numbers[each])
    closing = f"no errors{f' ({shown})' if shown else ''}" if rehearsed.passed else shown
    return f"Rehearsed on PostgreSQL {rehearsed.server_version}: {closing}."


def rehearse_text(rehearsed: RehearsalResult) -> str:
    """Return a line for each rehearsal, all findings with the errors first, and one closing sentence."""
    root, lines = rehearsed.folder.settings.root, []
    for row in rehearsal_rows(rehearsed):
        start = f"{row.name:<8} {row.what:<42}"
        lines.append(f"{start} {row.tried:>9} {row.seconds:>8}  {row.result}" if row.tried else f"{start} {row.result}")
    for found in findings_in_order(rehearsed):
        lines += _lines(found, root)
    return verdict_first(rehearse_closing(rehearsed), joined(lines))


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


def rehearse_issues(rehearsed: RehearsalResult, workspace: Path | None) -> list[Issue]:
    """Return the findings as annotations, with the first differences of the schema in the help."""
    base, found = base_of(rehearsed.folder.settings.root, workspace), []
    for one in findings_in_order(rehearsed):
        details = [difference_sentence(each) for each in one.differences[:_SHOWN]]
        note = Note(one.code, one.message, "\n".join([*details, one.help]).strip(), one.place, one.severity)
        found.append(issue_of(note, base, f"{one.tag}\0{one.rehearsal}\0{one.message}"))
    return found


def rehearse_gitlab(rehearsed: RehearsalResult, workspace: Path | None) -> str:
    """Return the same as GitLab's Code Quality report."""
    base = base_of(rehearsed.folder.settings.root, workspace)
    return gitlab(rehearse_issues(rehearsed, workspace), relative(rehearsed.folder.journal.path, base))


def rehearse_summary(rehearsed: RehearsalResult) -> str:
    """Return the step summary: the verdict, the rehearsals and the findings."""
    root, found = rehearsed.folder.settings.root, findings_in_order(rehearsed)
    rows = [(one.severity, place_words(one.place, root), one.code, f"{one.message}\n{one.help}") for one in found]
    tables = (("Rehearsal", "How", "Tried", "Time", "Result"), rehearsal_rows(rehearsed)), (_HEADS, rows)
    return summary_text("drizzle-journal rehearse", rehearse_closing(rehearsed), *tables)


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


def difference_sentence(difference: Difference) -> str:
    """Return a difference of the schema as a sentence."""
    if difference.expected is None:
        return f"{difference.kind} {difference.name} exists and should not."
    return sentence(difference)


def _shown(rehearsed: RehearsalResult) -> list[Rehearsal]:
    """Return the rehearsals that ran or were skipped."""
    found = {each.rehearsal for each in rehearsed.found}
    return [each for each in Rehearsal if each in rehearsed.tried or each in rehearsed.skipped or each in found]


def _counts(found: RehearsalFinding, *, strict: bool) -> bool:
    return found.severity is Severity.ERROR or (strict and found.severity is Severity.WARNING)


def _lines(found: RehearsalFinding, root: Path) -> Iterator[str]:
    yield f"{found.severity}: {found.message} ({place_words(found.place, root)}) [{found.code}]"
    for each in found.differences:
        yield f"  {difference_sentence(each)}"
        yield from (f"    {line}" for line in statement_lines(each.sql or f"no statement: {each.hazard}"))
    if found.help and found.severity is not Severity.NOTE:
        yield f"  help: {found.help}"

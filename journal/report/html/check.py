"""The page of `drizzle-journal check`."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from journal.errors import Severity
from journal.report.check.parts import RANK, Sources, accepted_of, counts, excerpt, findings_of, verdict, where
from journal.report.check.text import not_compared
from journal.report.html.common import OF_SEVERITY, facts, timeline_section
from journal.report.html.render import page_html
from journal.report.html.timeline import TimelineEntry
from journal.report.html.values import Cell, PageSection, PageTable, ReportPage, Tone
from journal.report.parts import SHORT_HASH, counted, moment
from journal.rules.support.acceptances import PROJECT
from journal.rules.support.subject import Finding
from journal.verbs.check import CheckResult

_FINDINGS = ("Severity", "Line", "What")
_ACCEPTED = ("Rule", "Migration", "Reason")
_ENTRIES = ("Migration", "When (UTC)", "Hash", "File", "Findings")


def check_html(checked: CheckResult) -> str:
    """Return the page, with the moment of now in its head."""
    worst = _worst(checked)
    marks = [
        TimelineEntry(entry.tag, entry.when, *_mark(worst.get(entry.tag))) for _, entry in checked.subject.raw.followed
    ]
    subject = checked.subject
    looked = f"{counted(len(subject.folder.migrations), 'migration')}, {counted(len(subject.raw.items), 'entry')}"
    page = ReportPage(
        "drizzle-journal check",
        "Passed" if checked.passed else "Failed",
        Tone.GOOD if checked.passed else Tone.BAD,
        " ".join([verdict(checked), *not_compared(checked)]),
        facts(subject.settings, ("Looked at", looked), ("Fails on", f"{checked.fail_on} or worse")),
        [
            *_findings(checked, counted_ones=True),
            *_accepted(checked),
            *timeline_section(marks),
            *_entries(checked, worst),
            *_findings(checked, counted_ones=False),
        ],
    )
    return page_html(page)


def _mark(severity: Severity | None) -> tuple[Tone, str]:
    return (OF_SEVERITY[severity], severity.value) if severity else (Tone.GOOD, "no finding")


def _cell(severity: Severity | None) -> Cell:
    tone, word = _mark(severity)
    return Cell(word, tone)


def _worst(checked: CheckResult) -> dict[str, Severity]:
    """Return the worst severity of the findings about each migration."""
    found: dict[str, Severity] = {}
    for one in checked.findings:
        if one.tag and RANK[one.severity] >= RANK[found.get(one.tag, Severity.NOTE)]:
            found[one.tag] = one.severity
    return found


def _findings(checked: CheckResult, *, counted_ones: bool) -> Iterator[PageSection]:
    """Yield a section of the findings that make the check fail, or of the others, with a table for each file."""
    root, sources = checked.subject.settings.root, Sources(checked.subject)
    found = [one for one in findings_of(checked) if counts(one, checked) is counted_ones]
    tables = [
        PageTable(path, _FINDINGS, [_finding(one, root, sources) for one in group])
        for path, group in groupby(found, lambda one: where(one, root).path or PROJECT)
    ]
    if tables:
        name, title = ("findings", "Findings") if counted_ones else ("more", "Findings that do not count")
        yield PageSection(name, title, tables=tables)


def _finding(one: Finding, root: Path, sources: Sources) -> tuple[Cell, ...]:
    place = where(one, root)
    source = sources.line(one.place) if one.place and one.place.column else None
    lines = tuple(excerpt(source, one.place)) if one.place and source is not None else ()
    at = ":".join(str(number) for number in place[1:] if number)
    what = Cell(one.message, lead=one.rule, more=one.help, lines=lines)
    return Cell(one.severity.value, OF_SEVERITY[one.severity]), Cell(at or "-", number=True), what


def _accepted(checked: CheckResult) -> Iterator[PageSection]:
    root = checked.subject.settings.root
    rows = [
        (
            Cell(one.finding.rule, code=True),
            Cell(one.finding.tag or where(one.finding, root).path or PROJECT),
            Cell(one.reason),
        )
        for one in accepted_of(checked)
    ]
    if rows:
        yield PageSection(
            "accepted", "Accepted", tables=[PageTable("Findings that the project accepts", _ACCEPTED, rows)]
        )


def _entries(checked: CheckResult, worst: dict[str, Severity]) -> Iterator[PageSection]:
    files = checked.subject.files
    rows = [
        (
            Cell(entry.tag),
            Cell(moment(entry.when)),
            Cell(entry.hash[:SHORT_HASH], code=True) if entry.hash else Cell("none"),
            Cell("found") if entry.tag in files else Cell("missing", Tone.BAD),
            _cell(worst.get(entry.tag)),
        )
        for _, entry in checked.subject.raw.followed
    ]
    if rows:
        yield PageSection("entries", "Entries", tables=[PageTable("The entries of the journal", _ENTRIES, rows)])

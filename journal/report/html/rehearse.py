"""The page of `drizzle-journal rehearse`."""

from collections.abc import Iterator

from journal.rehearsal.findings import RehearsalFinding, RehearsalResult
from journal.report.html.common import OF_SEVERITY, facts, objects, timeline_section
from journal.report.html.render import page_html
from journal.report.html.timeline import TimelineEntry
from journal.report.html.values import Cell, PageSection, PageTable, ReportPage, Tone
from journal.report.parts import place_words
from journal.report.rehearse import difference_sentence, findings_in_order, rehearsal_rows, rehearse_closing

_HEADS = ("Rehearsal", "Result", "How", "Files", "Time")


def rehearse_html(rehearsed: RehearsalResult) -> str:
    """Return the page, with the moment of now in its head."""
    page = ReportPage(
        "drizzle-journal rehearse",
        "Passed" if rehearsed.passed else "Failed",
        Tone.GOOD if rehearsed.passed else Tone.BAD,
        rehearse_closing(rehearsed),
        facts(rehearsed.folder.settings, ("PostgreSQL of the rehearsals", rehearsed.server_version)),
        [
            PageSection("rehearsals", "Rehearsals", tables=[_rehearsals(rehearsed)]),
            *timeline_section(list(_timeline(rehearsed))),
            *_findings(rehearsed),
        ],
    )
    return page_html(page)


def _rehearsals(rehearsed: RehearsalResult) -> PageTable:
    rows = [
        (
            Cell(row.name),
            _result(row.result),
            Cell(row.what),
            Cell(row.tried, number=True),
            Cell(row.seconds, number=True),
        )
        for row in rehearsal_rows(rehearsed)
    ]
    return PageTable("The ways in which the migrations were run", _HEADS, rows)


def _result(text: str) -> Cell:
    skipped = text.startswith("skipped")
    return Cell(text) if skipped else Cell(text, Tone.GOOD if text == "passed" else Tone.BAD)


def _timeline(rehearsed: RehearsalResult) -> Iterator[TimelineEntry]:
    worst: dict[str, RehearsalFinding] = {}
    for found in findings_in_order(rehearsed):
        worst.setdefault(found.tag, found)
    for entry in rehearsed.folder.journal.entries:
        one = worst.get(entry.tag)
        state = one.severity.value if one else "no finding"
        yield TimelineEntry(entry.tag, entry.when, OF_SEVERITY[one.severity] if one else Tone.GOOD, state)


def _findings(rehearsed: RehearsalResult) -> Iterator[PageSection]:
    root = rehearsed.folder.settings.root
    parts = [
        PageSection(
            f"finding-{number}",
            f"{one.tag}: {one.code}",
            one.severity.value,
            OF_SEVERITY[one.severity],
            f"{place_words(one.place, root)}: {one.message} {one.help}".strip(),
            objects=objects(one.differences, difference_sentence),
        )
        for number, one in enumerate(findings_in_order(rehearsed), 1)
    ]
    if parts:
        yield PageSection("findings", "Findings", sections=parts)

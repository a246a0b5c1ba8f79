"""The page of `drizzle-journal doctor`."""

from pathlib import Path

from journal.diagnosis.health import Diagnosis, DoctorFinding, Health, ProjectHealth
from journal.report.doctor import steps, trouble_words, verdict
from journal.report.html.common import OF_SEVERITY, written
from journal.report.html.render import page_html
from journal.report.html.values import Cell, Line, PageSection, PageTable, ReportPage, Tone
from journal.report.parts import relative

_TONES = {Health.HEALTHY: Tone.GOOD, Health.SOMETHING_TO_DO: Tone.BAD, Health.UNKNOWN: Tone.OPEN}
_VERDICTS = {
    Health.HEALTHY: "Healthy",
    Health.SOMETHING_TO_DO: "Something to do",
    Health.UNKNOWN: "Not checked",
}
_HEADS = ("Severity", "Code", "What", "Why")


def doctor_html(diagnosis: Diagnosis) -> str:
    """Return the page, with the moment of now in its head."""
    several = len(diagnosis.projects) > 1
    closing = "" if several else " ".join(steps(diagnosis.projects[0]))
    facts = [("Below", diagnosis.start.name), *written()]
    sections = [
        _project(number, one, diagnosis.start, several=several) for number, one in enumerate(diagnosis.projects, 1)
    ]
    if diagnosis.shared:
        table = _troubles(diagnosis.shared, "What several projects have in common")
        sections.append(PageSection("shared", "Shared ledgers", tables=[table]))
    page = ReportPage(
        "drizzle-journal doctor",
        _VERDICTS[diagnosis.health],
        _TONES[diagnosis.health],
        closing,
        facts,
        sections,
    )
    return page_html(page)


def _project(number: int, project: ProjectHealth, start: Path, *, several: bool) -> PageSection:
    name = relative(project.root, start)
    known = [(Cell(fact), Cell(text)) for fact, text in project.facts]
    tables = [PageTable("What was looked at", ("What", "Found"), known)] if known else []
    if project.troubles:
        tables.append(_troubles(project.troubles, "What is wrong, in order of harm"))
    return PageSection(
        f"project-{number}",
        project.root.name if name == "." else name,
        _VERDICTS[project.health],
        _TONES[project.health],
        verdict(project),
        tables=tables,
        lines=[Line(text) for text in steps(project)] if several else [],
    )


def _troubles(troubles: tuple[DoctorFinding, ...], caption: str) -> PageTable:
    rows = []
    for one in troubles:
        rows.append(
            (
                Cell(one.severity.value, OF_SEVERITY[one.severity]),
                Cell(one.code, code=True),
                Cell(trouble_words(one)),
                Cell(one.why),
            )
        )
    return PageTable(caption, _HEADS, rows)

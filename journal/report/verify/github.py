"""A verification for GitHub: an annotation for each section that failed or was not checked, and the step summary."""

from pathlib import Path

from journal.errors import Note, Severity
from journal.report.issues import Issue, base_of, issue_of
from journal.report.parts import duration
from journal.report.status_review import status_issues
from journal.report.step_summary import summary_text
from journal.report.verify.text import closing, head, section_texts
from journal.verification.comparisons import LedgerReport
from journal.verification.section import SectionVerdict
from journal.verification.verify import Verified

_SEVERITIES = {SectionVerdict.FAILED: Severity.ERROR, SectionVerdict.UNKNOWN: Severity.WARNING}
_SHOWN = 20


def verify_issues(verified: Verified, workspace: Path | None) -> list[Issue]:
    """Return an issue for each section that failed or was not checked, and those of `status` for the ledger."""
    base, found = base_of(verified.folder.settings.root, workspace), list[Issue]()
    for text in section_texts(verified):
        section = text.section
        severity = _SEVERITIES.get(section.verdict)
        if severity and isinstance(section.content, LedgerReport):
            found += status_issues(section.content.seen, workspace)
        elif severity:
            shown, more = text.lines[:_SHOWN], len(text.lines) - _SHOWN
            lines = "\n".join([*shown, *([f"… and {more} more lines"] if more > 0 else [])])
            place = section.error.place if section.error else None
            found.append(issue_of(Note(section.name.value, text.summary, lines, place, severity), base))
    return found


def verify_summary(verified: Verified) -> str:
    """Return the step summary: the database, the verdict, and the sections."""
    rows = [
        (text.section.name.value, text.section.verdict.label, text.summary, duration(text.section.seconds))
        for text in section_texts(verified)
    ]
    verdict = f"{head(verified)}\n{closing(verified)}"
    return summary_text("drizzle-journal verify", verdict, (("Check", "Verdict", "Result", "Time"), rows))

"""`drizzle-journal check` for code review tools: GitHub's annotations and step summary, GitLab's Code Quality."""

from pathlib import Path

from journal.errors import Note
from journal.report import issues
from journal.report.check.parts import Sources, accepted_of, findings_of, verdict, where
from journal.report.issues import Issue, base_of, issue_of
from journal.report.parts import relative
from journal.report.step_summary import summary_text
from journal.rules.support.acceptances import PROJECT
from journal.verbs.check import CheckResult


def annotations(checked: CheckResult, *, workspace: Path | None = None) -> str:
    """Return one command a finding, the worst first.

    `workspace` is the folder of the repository, which GitHub takes paths to be relative to.
    """
    return issues.annotations(_issues(checked, base_of(checked.subject.settings.root, workspace)))


def code_quality(checked: CheckResult, *, workspace: Path | None = None) -> str:
    """Return GitLab's Code Quality report; a finding without a file is shown at the journal."""
    base = base_of(checked.subject.settings.root, workspace)
    return issues.gitlab(_issues(checked, base), relative(checked.subject.raw.path, base))


def _issues(checked: CheckResult, base: Path) -> list[Issue]:
    sources, found = Sources(checked.subject), []
    for one in findings_of(checked):
        line = (sources.line(one.place) or "").strip() if one.place else ""
        note = Note(one.rule, one.message, one.help, one.place, one.severity)
        found.append(issue_of(note, base, f"{one.tag or ''}\0{line or one.message}"))
    return found


def summary(checked: CheckResult) -> str:
    """Return the verdict and the tables of open and accepted findings, for GITHUB_STEP_SUMMARY."""
    root = checked.subject.settings.root
    rows, accepted = [], accepted_of(checked)
    for one in findings_of(checked):
        at = ":".join(str(part) for part in where(one, root) if part is not None) or PROJECT
        rows.append((one.severity.value, at, one.rule, f"{one.message}\n{one.help}" if one.help else one.message))
    abouts = [one.finding.tag or where(one.finding, root).path or PROJECT for one in accepted]
    accepts = [(one.finding.rule, about, one.reason) for one, about in zip(accepted, abouts, strict=True)]
    heads = ("Severity", "Where", "Rule", "What"), ("Accepted", "Migration", "Reason")
    return summary_text("drizzle-journal check", verdict(checked), (heads[0], rows), (heads[1], accepts))

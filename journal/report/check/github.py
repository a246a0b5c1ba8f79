"""`journal check` for GitHub Actions: annotations as workflow commands, and a Markdown step summary."""

from collections.abc import Iterator
from pathlib import Path

from journal.errors import Severity
from journal.escape import command, markdown
from journal.report.check.parts import RANK, accepted_of, base_of, findings_of, verdict, where
from journal.rules.support.acceptances import PROJECT
from journal.rules.support.subject import Finding
from journal.verbs.check import CheckResult

MOST_ROWS = 500
"""Rows of the summary: GitHub accepts 1 MiB, and refuses a larger one as a whole."""

_COMMANDS = {Severity.NOTE: "notice", Severity.WARNING: "warning", Severity.ERROR: "error"}


def annotations(checked: CheckResult, *, workspace: Path | None = None) -> str:
    """Return one command a finding, the worst first: GitHub shows the first ten of a severity in each step.

    `workspace` is GITHUB_WORKSPACE, the folder that GitHub takes paths to be relative to.
    """
    base = base_of(checked, workspace)
    worst_first = sorted(findings_of(checked), key=lambda one: -RANK[one.severity])
    return "".join(_command(one, base) for one in worst_first)


def fenced(text: str, token: str) -> str:
    """Return text for the log of a step in which GitHub recognizes no command, whatever a migration contains.

    `token` is a random word.
    """
    return f"::stop-commands::{token}\n{text}::{token}::\n"


def summary(checked: CheckResult) -> str:
    """Return the verdict and the tables of open and accepted findings, for GITHUB_STEP_SUMMARY."""
    root = checked.subject.settings.root
    lines = [f"### journal check\n\n{verdict(checked)}\n"]
    findings, accepted = findings_of(checked), accepted_of(checked)
    if findings:
        lines += _table(("Severity", "Where", "Rule", "What"), [_row(one, root) for one in findings])
    if accepted:
        abouts = [one.finding.tag or where(one.finding, root).path or PROJECT for one in accepted]
        cells = [(one.finding.rule, about, one.reason) for one, about in zip(accepted, abouts, strict=True)]
        lines += _table(("Accepted", "Migration", "Reason"), [tuple(map(_cell, row)) for row in cells])
    return "\n".join(lines)


def _command(finding: Finding, base: Path) -> str:
    place = where(finding, base)
    values = {"file": place.path, "line": place.line, "col": place.column, "title": finding.rule}
    message = f"{finding.message}\nhelp: {finding.help}" if finding.help else finding.message
    return command(_COMMANDS[finding.severity], message, values)


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    for row in (heads, ("---",) * len(heads), *rows[:MOST_ROWS]):
        yield f"| {' | '.join(row)} |"
    more = len(rows) - MOST_ROWS
    yield f"\n… and {more} more; the log of the step has them all.\n" if more > 0 else ""


def _row(finding: Finding, root: Path) -> tuple[str, ...]:
    place = where(finding, root)
    at = ":".join(str(part) for part in place if part is not None) or PROJECT
    what = f"{finding.message}\n{finding.help}" if finding.help else finding.message
    return finding.severity.value, _cell(at), _cell(finding.rule), _cell(what)


def _cell(text: str) -> str:
    """Escape text for a cell: no HTML, no Markdown, no automatic links of GitHub, no line breaks."""
    return "<br>".join(markdown(line) for line in text.splitlines())

"""`drizzle-journal check` for GitHub Actions: annotations as workflow commands, and a Markdown step summary."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from journal.errors import Severity
from journal.escape import command, markdown
from journal.report.check.parts import RANK, accepted_of, base_of, findings_of, verdict, where
from journal.rules.support.acceptances import PROJECT
from journal.verbs.check import CheckResult

MOST_ROWS = 500
"""Rows of the summary: GitHub accepts 1 MiB, and refuses a larger one as a whole."""

_COMMANDS = {Severity.NOTE: "notice", Severity.WARNING: "warning", Severity.ERROR: "error"}


def annotations(checked: CheckResult, *, workspace: Path | None = None) -> str:
    """Return one command a finding, the worst first: GitHub shows the first ten of a severity in each step.

    `workspace` is GITHUB_WORKSPACE, the folder that GitHub takes paths to be relative to.
    """
    base, lines = base_of(checked, workspace), []
    for one in sorted(findings_of(checked), key=lambda one: -RANK[one.severity]):
        place = where(one, base)
        values = {"file": place.path, "line": place.line, "col": place.column, "title": one.rule}
        message = f"{one.message}\nhelp: {one.help}" if one.help else one.message
        lines.append(command(_COMMANDS[one.severity], message, values))
    return "".join(lines)


def fenced(text: str, token: str) -> str:
    """Return text for the log of a step in which GitHub recognizes no command, whatever a migration contains.

    `token` is a random word.
    """
    return f"::stop-commands::{token}\n{text}::{token}::\n"


def summary(checked: CheckResult) -> str:
    """Return the verdict and the tables of open and accepted findings, for GITHUB_STEP_SUMMARY."""
    root = checked.subject.settings.root
    lines = [f"### drizzle-journal check\n\n{verdict(checked)}\n"]
    rows, accepted = [], accepted_of(checked)
    for one in findings_of(checked):
        at = ":".join(str(part) for part in where(one, root) if part is not None) or PROJECT
        what = f"{one.message}\n{one.help}" if one.help else one.message
        rows.append((one.severity.value, _cell(at), _cell(one.rule), _cell(what)))
    if rows:
        lines += _table(("Severity", "Where", "Rule", "What"), rows)
    if accepted:
        abouts = [one.finding.tag or where(one.finding, root).path or PROJECT for one in accepted]
        cells = [(one.finding.rule, about, one.reason) for one, about in zip(accepted, abouts, strict=True)]
        lines += _table(("Accepted", "Migration", "Reason"), [tuple(map(_cell, row)) for row in cells])
    return "\n".join(lines)


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    for row in (heads, ("---",) * len(heads), *rows[:MOST_ROWS]):
        yield f"| {' | '.join(row)} |"
    more = len(rows) - MOST_ROWS
    yield f"\n… and {more} more; the log of the step has them all.\n" if more > 0 else ""


def _cell(text: str) -> str:
    """Escape text for a cell: no HTML, no Markdown, no automatic links of GitHub, no line breaks."""
    return "<br>".join(markdown(line) for line in text.splitlines())

"""The page of a command that did not answer."""

from collections.abc import Mapping
from typing import Any

from journal.report.html.common import lines
from journal.report.html.render import page_html
from journal.report.html.values import PageSection, ReportPage, Tone


def failure_html(document: Mapping[str, Any], text: str) -> str:
    """Return the page. `document`: that of --json; `text`: what stderr shows."""
    error, command = document["error"], document["command"]
    details = PageSection("details", "Details", lines=lines(text.splitlines()))
    facts = [("drizzle-journal", document["version"]), ("Code", error["code"])]
    return page_html(
        ReportPage(
            f"drizzle-journal {command or ''}".strip(), "No answer", Tone.OPEN, error["message"], facts, [details]
        )
    )

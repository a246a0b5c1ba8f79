"""GitHub's step summary in Markdown, and text for the log of a step."""

from collections.abc import Iterator, Sequence

from journal.escape import markdown

MOST_ROWS = 500
"""Rows of a table: GitHub accepts 1 MiB, and refuses a larger summary as a whole."""


def fenced(text: str, token: str) -> str:
    """Return text for the log of a step in which GitHub recognizes no command, whatever a migration contains.

    `token` is a random word.
    """
    return f"::stop-commands::{token}\n{text}::{token}::\n"


def summary_text(title: str, verdict: str, *tables: tuple[Sequence[str], Sequence[Sequence[str]]]) -> str:
    """Return a heading, the verdict and the tables that have rows, for GITHUB_STEP_SUMMARY."""
    lines = [f"### {title}\n\n{_cell(verdict)}\n"]
    for heads, rows in tables:
        lines += _table(heads, rows) if rows else ()
    return "\n".join(lines)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for row in (heads, ("---",) * len(heads), *(map(_cell, row) for row in rows[:MOST_ROWS])):
        yield f"| {' | '.join(row)} |"
    more = len(rows) - MOST_ROWS
    yield f"\n… and {more} more; the log of the step has them all.\n" if more > 0 else ""


def _cell(text: str) -> str:
    """Escape text for a cell: no HTML, no Markdown, no automatic links of GitHub, no line breaks."""
    return "<br>".join(markdown(line) for line in text.splitlines())

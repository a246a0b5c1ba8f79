"""The table of categories in Markdown, for the README and, with a column for what applies here, for the playbook."""

from collections.abc import Sequence

from journal.escape import block
from journal.playbook.categories import Mark, category_table


def category_markdown_table(marks: Sequence[Mark] | None = None) -> str:
    """Return the table, without a line end after it. With `marks`, the rows that apply say why."""
    heads = ["what happened", "what the way back loses", "what this tool does about it"]
    heads = [*(["here"] if marks is not None else []), *heads]
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    reasons = {mark.category: "**→** " + mark.why.replace("|", "\\|") for mark in marks or ()}
    for row in category_table():
        cells = [f"**{row.happened}**"] if marks is None else [reasons.get(row.category, ""), row.happened]
        lines.append(f"| {' | '.join([*cells, row.loses, row.remedy])} |")
    return block(lines)

"""The table of categories in Markdown, for the README and, with a column for what applies here, for the playbook."""

from collections.abc import Iterator, Sequence

from journal.escape import block
from journal.playbook.categories import TABLE, Mark


def category_markdown_table(marks: Sequence[Mark] | None = None) -> str:
    """The table, without a line end after it. With `marks`, the rows that apply say why."""
    heads = ["what happened", "what the way back loses", "what this tool does about it"]
    heads = [*(["here"] if marks is not None else []), *heads]
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    for row in TABLE:
        cells = [f"**{row.happened}**" if marks is None else row.happened, row.loses, row.remedy]
        lines.append(f"| {' | '.join([*_here(row.category, marks), *cells])} |")
    return block(lines)


def _here(category: str, marks: Sequence[Mark] | None) -> Iterator[str]:
    if marks is not None:
        yield next((f"**→** {cell(one.why)}" for one in marks if one.category == category), "")


def cell(text: str) -> str:
    """A text in a table of Markdown."""
    return text.replace("|", "\\|")

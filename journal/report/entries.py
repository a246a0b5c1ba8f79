"""The table of entries that several verbs print."""

from typing import NamedTuple

from journal.escape import joined
from journal.report.parts import SHORT_HASH


class EntryRow(NamedTuple):
    """One line of the table of entries, as text."""

    tag: str
    when: str
    hash: str
    state: str


def table_text(table: list[EntryRow]) -> str:
    """Return the table as plain, aligned lines, for an output that is no terminal."""
    width = max((len(row.tag) for row in table), default=0)
    return joined(f"{row.tag:<{width}}  {row.when}  {row.hash:<{SHORT_HASH}}  {row.state}" for row in table)

"""A migration that gives constraints and indexes the names that `schema.ts` has for them. Pure.

Without it drizzle-kit drops and makes them again; a rename takes a moment, whatever the size of the table.
"""

from collections.abc import Sequence
from datetime import datetime

from journal.catalog.difference import Difference
from journal.folder.entries import Entry, Journal
from journal.folder.rewrite.writing import with_entries
from journal.sql.statements import MARKER

NAME = "drizzle_names"


def bridge_text(names: Sequence[Difference], *, breakpoints: bool) -> str:
    """The file: one statement for each difference of a name."""
    between = f"{MARKER}\n" if breakpoints else "\n"
    return between.join(str(one.sql) for one in names) + "\n"


def bridged(journal: Journal, tag: str, now: datetime, *, breakpoints: bool) -> Journal:
    """The journal with the new entry at its end; its `when` is now, or a second after the last one's."""
    last = max((entry.when for entry in journal.entries), default=0)
    when = max(int(now.timestamp() * 1000), last // 1000 * 1000 + 1000)
    idx = journal.entries[-1].idx + 1 if journal.entries else 0
    entry = Entry(idx, when, tag, breakpoints=breakpoints)
    return Journal(journal.path, (*journal.entries, entry), with_entries(journal, (entry,)))

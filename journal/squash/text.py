"""The text of a squashed file. Pure."""

from collections.abc import Sequence

from journal.baseline.dump_text import BaselineStatement, baseline_text
from journal.folder.entries import Entry
from journal.squash.archive import OldFiles

_GUARD = "GUARD"


def squashed_text(
    entry: Entry, gone: Sequence[Entry], archived: OldFiles, guard: str, statements: Sequence[BaselineStatement]
) -> str:
    """Return the file: a comment that says what it replaces and where that is, the guard, and the statements."""
    where = (
        f"in the commit {archived.commit}"
        if archived.commit
        else f"in {archived.folder.name}/"
        if archived.folder
        else ""
    )
    count = f"{len(gone) + 1} migrations, {gone[0].tag} to {entry.tag}"
    return baseline_text(
        [BaselineStatement(_GUARD, guard), *statements],
        f"Squashed by drizzle-journal: the schema and the rows of {count}. The files before: {where}.",
    )

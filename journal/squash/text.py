"""The text of a squashed file. Pure."""

from collections.abc import Sequence

from journal.baseline.dump_text import BaselineStatement, baseline_text
from journal.folder.squashed_file import SquashLine

_GUARD = "GUARD"


def squashed_text(line: SquashLine, count: int, guard: str, statements: Sequence[BaselineStatement]) -> str:
    """Return the file: a comment that says which `count` migrations it replaces, the guard, and the statements."""
    return baseline_text([BaselineStatement(_GUARD, guard), *statements], line.text(count))

"""sql-not-checked: a part of a migration is too large, or nested too deep, to be checked.

Why: PostgreSQL's parser needs a hundred times the text of a statement. So no rule on SQL looks at a file of more than
32 MB, at a piece of more than 4 MB or 50,000 statements, at a statement of more than 512 kB, or at one that is nested
hundreds of levels deep.
Instead: put data and structure into files of their own, or a breakpoint between the statements.
"""

from collections.abc import Iterator

from journal.errors import Place, Severity
from journal.project.files import shown_size
from journal.rules.support.finding import Finding
from journal.rules.support.script import ParsedMigration
from journal.sql.parser import LARGEST_FILE

SEVERITY = Severity.NOTE


def check(script: ParsedMigration) -> Iterator[Finding]:
    """A finding at the first part of a file."""
    name, help_ = script.migration.path.name, "Review it by hand, or put data and structure into files of their own."
    size = len(script.migration.raw)
    if size > LARGEST_FILE:
        yield Finding(f"{name} was not checked: it has {shown_size(size)}.", help_, Place(script.migration.path))
        return
    first = next((piece for piece in script.pieces if piece.unseen), None)
    if first is not None:
        message = f"A part of {name} was not checked: {first.unseen}."
        yield Finding(message, help_, script.at(first.piece.offset))

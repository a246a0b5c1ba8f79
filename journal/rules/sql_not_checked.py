"""sql-not-checked (note): a migration, or a part of it, is too large or nested too deeply to be checked.

Why: the parser needs a hundred times the memory of the text. The rules skip files of more than 32 MB, pieces of more
than 4 MB or 50,000 statements, and statements of more than 512 kB or hundreds of levels.
Instead: put data and structure into separate files, or a breakpoint between the statements.
"""

from journal.project.files import shown_size
from journal.rules.support.subject import Findings, ParsedMigration
from journal.sql.parser import LARGEST_FILE


def check(script: ParsedMigration) -> Findings:
    """Find the first part that is not checked."""
    help_ = "Review it yourself, or put data and structure into separate files."
    size = len(script.migration.raw)
    if size > LARGEST_FILE:
        message = f"{script.name} was not checked: it has {shown_size(size)}."
        yield script.subject.file_finding(script.migration.path, message, help_)
        return
    first = next((piece for piece in script.pieces if piece.unchecked), None)
    if first is not None:
        yield script.finding(first.piece.offset, f"A part of {script.name} was not checked: {first.unchecked}.", help_)

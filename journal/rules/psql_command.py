r"""psql-command: a file has a command of psql, such as \restrict or \connect.

Why: psql carries those out itself and never sends them; Drizzle sends the whole piece, and PostgreSQL answers 42601 at
the backslash. pg_dump has written \restrict and \unrestrict into every dump since August 2025.
Instead: delete the line. What \i includes belongs into the file itself; what \connect chooses is the migrator's URL.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.rules.support.finding import Finding
from journal.rules.support.foreign import foreign_in
from journal.rules.support.script import ParsedMigration

SEVERITY = Severity.ERROR


def check(script: ParsedMigration) -> Iterator[Finding]:
    """A finding for each."""
    if "\\" not in script.text:
        return
    for piece, foreign in foreign_in(script):
        for at in foreign.commands:
            word = piece.piece.text[at : at + 80].split(maxsplit=1)[0]
            yield Finding(
                f"{word} in {script.migration.path.name} is a command of psql; PostgreSQL itself answers 42601.",
                "Delete the line.",
                script.at(piece.piece.offset + at),
            )

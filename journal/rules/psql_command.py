r"""psql-command (error): a migration has a command of psql, such as \restrict or \connect.

Why: psql executes these itself and never sends them; Drizzle sends the whole piece, and PostgreSQL answers 42601 at
the backslash. pg_dump has written \restrict and \unrestrict into every dump since August 2025.
Instead: delete the line. Copy what \i includes into the file; the migrator's URL chooses the database, not \connect.
`drizzle-journal handback --fix` deletes the lines that have no effect, with the hashes that databases have recorded.
"""

from journal.rules.support.not_sql import foreign_in
from journal.rules.support.subject import Findings, ParsedMigration


def check(script: ParsedMigration) -> Findings:
    for piece, foreign in foreign_in(script) if "\\" in script.text else ():
        for offset in foreign.commands:
            word = piece.piece.text[offset : offset + 80].split(maxsplit=1)[0]
            message = f"{word} in {script.name} is a command of psql; PostgreSQL answers 42601."
            yield script.finding(piece.piece.offset + offset, message, "Delete the line.")

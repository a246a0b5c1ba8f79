"""unmarked-statements (note): a listed migration has several statements without a statement-breakpoint between them.

Why: Drizzle sends the text between two breakpoints in one query. PGlite and the HTTP drivers refuse several statements
at once (42601); node-postgres and postgres-js accept them, but an error then names no statement.
Instead: write `--> statement-breakpoint` between them, if no database has recorded the hash. Entries with
"breakpoints": false are skipped.
"""

from itertools import islice

from journal.rules.support.subject import Findings, ParsedMigration
from journal.sql.statements import statements_of


def check(script: ParsedMigration) -> Findings:
    """Find the second statement of the first such piece."""
    crowded = next((piece.piece for piece in script.pieces if piece.count > 1), None) if script.is_listed else None
    entries = (entry for _, entry in script.subject.entries if entry.tag == script.tag)
    if crowded and all(entry.breakpoints for entry in entries):
        second = next(islice(statements_of(crowded), 1, None))
        yield script.finding(
            second.offset,
            f"{script.name} has several statements without a breakpoint; PGlite and the HTTP drivers refuse them.",
            "Write --> statement-breakpoint between them, if no database has recorded its hash.",
        )

"""unmarked-statements: a journaled file has several statements without a statement-breakpoint between them.

Why: Drizzle sends what stands between two breakpoints in one go. node-postgres and postgres-js take several statements
at once; PGlite and the HTTP drivers refuse them (42601), and a failure then names the piece, not the statement.
Instead: write `--> statement-breakpoint` between them, as long as no database has recorded the hash. Entries with
"breakpoints": false are passed over.
"""

from collections.abc import Iterator
from itertools import islice

from journal.errors import Severity
from journal.rules.support.finding import Finding
from journal.rules.support.script import ParsedMigration
from journal.sql.statements import statements_of

SEVERITY = Severity.NOTE


def check(script: ParsedMigration) -> Iterator[Finding]:
    """A finding at the second statement of the first such piece."""
    if not script.journaled:
        return
    crowded = next((piece.piece for piece in script.pieces if piece.count > 1), None)
    if crowded and _wants_breakpoints(script):
        second = next(islice(statements_of(crowded), 1, None))
        yield Finding(
            f"{script.migration.path.name} has several statements without a breakpoint; PGlite and the HTTP drivers "
            "refuse them.",
            "Write --> statement-breakpoint between them, as long as no database has recorded its hash.",
            script.at(second.offset),
        )


def _wants_breakpoints(script: ParsedMigration) -> bool:
    return all(entry.breakpoints for _, entry in script.subject.entries if entry.tag == script.tag)

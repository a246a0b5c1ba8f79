"""syntax-error: PostgreSQL cannot parse a piece of a migration.

Why: Drizzle sends each piece as it stands and PostgreSQL answers 42601; all pending migrations are in one transaction,
so none of them is applied.
Instead: correct the place. The grammar is that of PostgreSQL 18, and a piece ends at each `--> statement-breakpoint`.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.folder.oddities import is_pulled_baseline
from journal.rules.marker_inside import cuts
from journal.rules.other_dialect import foreign_word
from journal.rules.support.finding import Finding
from journal.rules.support.foreign import foreign_in
from journal.rules.support.script import ParsedMigration

SEVERITY = Severity.ERROR


def check(script: ParsedMigration) -> Iterator[Finding]:
    """A finding for each piece that no more exact rule explains."""
    if not any(piece.problem for piece in script.pieces) or _explained(script):
        return
    at_markers = cuts(script)
    for piece, foreign in foreign_in(script):
        if foreign.problem and not any(cut.touches(piece) for cut in at_markers):
            yield Finding(
                f"{script.migration.path.name} does not parse: {foreign.problem.message}.",
                "Correct it; Drizzle sends it as it stands, and PostgreSQL answers 42601.",
                script.at(piece.piece.offset + foreign.problem.offset),
            )


def _explained(script: ParsedMigration) -> bool:
    """Whether the file as a whole is the matter of another rule."""
    return is_pulled_baseline(script.migration) or foreign_word(script) is not None

"""syntax-error (error): PostgreSQL cannot parse a migration.

Why: Drizzle sends each piece unchanged and PostgreSQL answers 42601; all pending migrations are in one transaction, so
none of them is applied.
Instead: correct the named place. The grammar is that of PostgreSQL 18; a piece ends at each `--> statement-breakpoint`.
"""

from journal.folder.oddities import is_pulled_baseline
from journal.rules.marker_inside import cuts
from journal.rules.other_dialect import foreign_word_in
from journal.rules.support.not_sql import foreign_in
from journal.rules.support.subject import Findings, ParsedMigration


def check(script: ParsedMigration) -> Findings:
    """Find each piece that no more exact rule explains."""
    if not any(piece.problem for piece in script.pieces):
        return
    if is_pulled_baseline(script.migration) or foreign_word_in(script.lower, script.pieces) is not None:
        return
    split = cuts(script)
    for piece, foreign in foreign_in(script):
        if foreign.problem and not any(cut.touches(piece) for cut in split):
            message = f"{script.name} does not parse: {foreign.problem.message}."
            help_ = "Correct it; Drizzle sends it unchanged, and PostgreSQL answers 42601."
            yield script.finding(piece.piece.offset + foreign.problem.offset, message, help_)

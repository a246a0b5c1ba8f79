"""comment-only (warning): a listed migration has only comments.

Why: Drizzle records it as applied at the next deployment, and SQL that is added afterwards never runs there.
Instead: write its SQL before it is deployed; if it is deployed, write a new migration.
"""

from journal.folder.oddities import is_pulled_baseline
from journal.rules.support.subject import Findings, ParsedMigration

_CUSTOM = "Custom SQL migration file, put your code below!"


def check(script: ParsedMigration) -> Findings:
    if script.is_listed and script.text.strip() and not _does_something(script):
        state = "was never filled in" if _CUSTOM in script.text else "has only comments"
        message = f"{script.name} {state}; Drizzle records it as applied anyway."
        first = len(script.text) - len(script.text.lstrip())
        yield script.finding(first, message, "Write its SQL; if it is deployed already, into a new migration.")


def _does_something(script: ParsedMigration) -> bool:
    """A NUL byte and an open comment belong to other rules."""
    if "\0" in script.text or is_pulled_baseline(script.migration):
        return True
    return any(piece.count or piece.problem for piece in script.pieces)

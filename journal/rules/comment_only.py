"""comment-only (warning): a listed migration has only comments.

Why: Drizzle records it as applied at the next deployment, and SQL that is added afterwards never runs there.
Instead: write its SQL before it is deployed; if it is deployed, write a new migration. As long as git has no commit of
the file, this is a note: `drizzle-kit generate --custom` makes such files.
"""

from dataclasses import replace

from journal.errors import Severity
from journal.folder.git.history import first_versions
from journal.folder.git.repository import Unanswered
from journal.folder.oddities import is_pulled_baseline
from journal.rules.support.subject import Findings, ParsedMigration

_CUSTOM = "Custom SQL migration file, put your code below!"


def check(script: ParsedMigration) -> Findings:
    if script.is_listed and script.text.strip() and not _does_something(script):
        state = "was never filled in" if _CUSTOM in script.text else "has only comments"
        message = f"{script.name} {state}; Drizzle records it as applied anyway."
        first = len(script.text) - len(script.text.lstrip())
        finding = script.finding(first, message, "Write its SQL; if it is deployed already, into a new migration.")
        yield replace(finding, severity=Severity.NOTE) if _is_new(script) else finding


def _is_new(script: ParsedMigration) -> bool:
    """Tell whether git has no commit of the file; False where git does not know."""
    try:
        return not first_versions(script.subject.git, script.migration.path.parent, [script.migration])
    except Unanswered:
        return False


def _does_something(script: ParsedMigration) -> bool:
    """A NUL byte and an open comment belong to other rules."""
    if "\0" in script.text or is_pulled_baseline(script.migration):
        return True
    return any(piece.count or piece.problem for piece in script.pieces)

"""comment-only (warning): a listed migration has only comments.

Why: Drizzle records it as applied at the next deployment, and SQL that is added afterwards never runs there.
Instead: write its SQL before it is deployed; if it is deployed, write a new migration. As long as git has no commit of
the file, this is a note: `drizzle-kit generate --custom` makes such files.
"""

from contextlib import suppress
from dataclasses import replace

from journal.errors import Severity
from journal.folder.git.history import first_versions
from journal.folder.git.repository import Unanswered
from journal.folder.oddities import is_pulled_baseline
from journal.rules.support.subject import Findings, ParsedMigration

_CUSTOM = "Custom SQL migration file, put your code below!"


def check(script: ParsedMigration) -> Findings:
    if not script.is_listed or not script.text.strip():
        return
    if "\0" in script.text or is_pulled_baseline(script.migration):  # these belong to other rules
        return
    if any(piece.count or piece.problem for piece in script.pieces):
        return
    state = "was never filled in" if _CUSTOM in script.text else "has only comments"
    message = f"{script.name} {state}; Drizzle records it as applied anyway."
    first = len(script.text) - len(script.text.lstrip())
    finding = script.finding(
        first, message, "Write its SQL. If it is deployed already, write the SQL in a new migration."
    )
    with suppress(Unanswered):
        if not first_versions(script.subject.git, script.migration.path.parent, [script.migration]):
            finding = replace(finding, severity=Severity.NOTE)
    yield finding

"""comment-only: a journaled file has nothing but comments.

Why: `drizzle-kit generate --custom` leaves such a file behind, to be filled. Drizzle records it as applied as soon as
it is deployed, and what is written into it afterwards never runs there.
Instead: write what it should do before it is deployed; where it was, write that into a new migration.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.folder.oddities import is_pulled_baseline
from journal.rules.support.finding import Finding
from journal.rules.support.script import ParsedMigration

SEVERITY = Severity.WARNING
_CUSTOM = "Custom SQL migration file, put your code below!"


def check(script: ParsedMigration) -> Iterator[Finding]:
    """A finding for the file, where it does nothing at all."""
    if script.journaled and script.text.strip() and not _does_something(script):
        unfilled = "was never filled in" if _CUSTOM in script.text else "has nothing but comments"
        yield Finding(
            f"{script.migration.path.name} {unfilled}; Drizzle records it as applied all the same.",
            "Write what it should do; where it is deployed already, into a new migration.",
            script.at(len(script.text) - len(script.text.lstrip())),
        )


def _does_something(script: ParsedMigration) -> bool:
    """A NUL byte or an open comment is another rule's matter."""
    if "\0" in script.text or is_pulled_baseline(script.migration):
        return True
    return any(piece.count or piece.problem for piece in script.pieces)

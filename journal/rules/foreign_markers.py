"""foreign-markers: a file has an up and a down section for another migration tool.

Why: to Drizzle the markers of goose, dbmate, node-pg-migrate, sql-migrate or MyBatis are comments. It runs both
sections: the table is created and dropped at once, in one transaction, and the ledger says that it was applied.
Instead: move what follows the second marker into a down file of its own.
"""

import re
from collections.abc import Iterator

from journal.errors import Severity
from journal.rules.support.comments import comments
from journal.rules.support.finding import Finding
from journal.rules.support.script import ParsedMigration

SEVERITY = Severity.WARNING
_WORDS = ("goose", "migrat", "undo", "rollback")
_DOWN = re.compile(
    r"--\s*(?:\+goose\s+down|\+?migrate:?\s*down|down\s+migration|//\s*@undo|@undo|rollback:?)[\s-]*\Z", re.IGNORECASE
)
_LIQUIBASE = re.compile(r"--\s*(?:liquibase formatted sql|changeset\s)", re.IGNORECASE)


def check(script: ParsedMigration) -> Iterator[Finding]:
    """A finding at the down marker, where SQL follows it. Liquibase has its rollbacks in comments, which do no harm."""
    lower = script.text.lower()
    if not any(word in lower for word in _WORDS) or _LIQUIBASE.search(script.text):
        return
    for comment in comments(script.text):
        if _DOWN.match(_less_options(comment.text)) and _runs_after(script, comment.offset):
            yield Finding(
                f"Drizzle runs {script.migration.path.name} to its end, also what follows {comment.text.strip()!r}: "
                "it takes back what the file has done.",
                "Move what follows it into a down file.",
                script.at(comment.offset),
            )
            return


def _less_options(text: str) -> str:
    """dbmate takes options behind its marker: `-- migrate:down transaction:false`."""
    return text.partition(" transaction:")[0]


def _runs_after(script: ParsedMigration, offset: int) -> bool:
    problems = [piece.problem.offset for piece in script.pieces if piece.problem]
    return any(at > offset for at in [*problems, *(one.offset for one in script.statements)])

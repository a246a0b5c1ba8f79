"""foreign-markers (warning): a migration has an up and a down section for another migration tool.

Why: the markers of goose, dbmate, node-pg-migrate, sql-migrate and MyBatis are comments for Drizzle, so it runs both
sections: the table is created and dropped in one transaction, and the ledger records the migration as applied.
Instead: move the SQL after the second marker into a down file.
"""

import re

from journal.rules.support.not_sql import comments
from journal.rules.support.subject import Findings, ParsedMigration

_WORDS = ("goose", "migrat", "undo", "rollback")
_DOWN = re.compile(
    r"--\s*(?:\+goose\s+down|\+?migrate:?\s*down|down\s+migration|//\s*@undo|@undo|rollback:?)[\s-]*\Z", re.IGNORECASE
)
_LIQUIBASE = re.compile(r"--\s*(?:liquibase formatted sql|changeset\s)", re.IGNORECASE)


def check(script: ParsedMigration) -> Findings:
    """Find the first down marker with SQL after it. Liquibase has its rollbacks in comments, which are harmless."""
    if not any(word in script.lower for word in _WORDS) or _LIQUIBASE.search(script.text):
        return
    for comment in comments(script.text):
        marker = comment.text.partition(" transaction:")[0]  # an option of dbmate
        if _DOWN.match(marker) and _has_sql_after(script, comment.offset):
            yield script.finding(
                comment.offset,
                f"Drizzle runs {script.name} to its end, also the SQL after {comment.text.strip()!r}, which reverts "
                "the migration.",
                "Move the SQL after the marker into a down file.",
            )
            return


def _has_sql_after(script: ParsedMigration, offset: int) -> bool:
    problems = [piece.problem.offset for piece in script.pieces if piece.problem]
    return any(start > offset for start in [*problems, *(statement.offset for statement in script.statements)])

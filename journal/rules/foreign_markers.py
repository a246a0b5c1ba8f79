"""foreign-markers (warning): a migration has an up and a down section for another migration tool.

Why: the markers of goose, dbmate, node-pg-migrate, sql-migrate and MyBatis are comments for Drizzle, so it runs both
sections: the table is created and dropped in one transaction, and the ledger records the migration as applied.
Instead: move the SQL after the second marker into a down file.
"""

import re
from collections.abc import Sequence
from contextlib import suppress

from journal.rules.support.not_sql import SqlComment, comments
from journal.rules.support.subject import Findings, ParsedMigration
from journal.sql.parser import spans

_WORDS = ("goose", "migrat", "undo", "rollback")
_DOWN = re.compile(
    r"--\s*(?:\+goose\s+down|\+?migrate:?\s*down|down\s+migration|//\s*@undo|@undo|rollback:?)[\s-]*\Z", re.IGNORECASE
)
_CHANGE = re.compile(r"(?:alter|comment|create|delete|do|drop|grant|insert|revoke|truncate|update)\b", re.IGNORECASE)
_MOST_LINES = 50
_LIQUIBASE = re.compile(r"--\s*(?:liquibase formatted sql|changeset\s)", re.IGNORECASE)


def check(script: ParsedMigration) -> Findings:
    """Find the first down marker with SQL after it. Liquibase has its rollbacks in comments, which are harmless."""
    if not any(word in script.lower for word in _WORDS) or _LIQUIBASE.search(script.text):
        return
    every = comments(script.text)
    problems = [piece.problem.offset for piece in script.pieces if piece.problem]
    starts = sorted([*problems, *(statement.offset for statement in script.statements)])
    for number, comment in enumerate(every):
        marker = comment.text.partition(" transaction:")[0]  # an option of dbmate
        after = next((start for start in starts if start > comment.offset), None)
        if not _DOWN.match(marker) or after is None:
            continue
        # No tool reads this one: people also write it above SQL that they left in comments.
        is_prose = "rollback" in marker.lower()
        below = [other for other in every[number + 1 :] if other.offset < after]
        if not (is_prose and (starts[0] >= comment.offset or _is_commented_sql(below))):
            yield script.finding(
                comment.offset,
                f"Drizzle runs {script.name} to its end, also the SQL after {comment.text.strip()!r}, which reverts "
                "the migration.",
                "Move the SQL after the marker into a down file.",
            )
            return


def _is_commented_sql(below: Sequence[SqlComment]) -> bool:
    """Tell whether the comments have a line with whole statements, or end with some below a line of text."""
    lines = [line for comment in below for line in comment.text.strip("-/* \t").splitlines()]
    plain = [line.strip().removeprefix("--").removeprefix("*").strip() for line in lines[:_MOST_LINES]]
    return any(map(_is_sql, plain)) or any(_is_sql("\n".join(plain[start:])) for start in range(len(plain)))


def _is_sql(text: str) -> bool:
    """Tell whether a text is SQL that changes something: `Show it` and `Execute the script` parse as well."""
    import postgast  # 70 ms

    if not _CHANGE.match(text):
        return False
    with suppress(postgast.PgQueryError):
        return bool(spans(text))
    return False

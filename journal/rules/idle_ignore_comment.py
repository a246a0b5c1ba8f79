"""idle-ignore-comment (warning): a journal-ignore comment has no effect.

Why: the rule finds nothing on its line or the next one, or its name is misspelt. It would hide a later finding.
Instead: remove the comment, if no database has recorded the migration, or correct the rule's name.
"""

from journal.rules.support.exceptions import ExceptionResult
from journal.rules.support.subject import Finding, Findings


def check(result: ExceptionResult) -> Findings:
    for comment in result.idle:
        message = f"The comment ignores {comment.rule}, which finds nothing on this line or the next."
        yield Finding(
            message, "Remove it, or correct the rule's name: drizzle-journal rules", comment.place, comment.tag
        )

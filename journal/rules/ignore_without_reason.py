"""ignore-without-reason (error): a journal-ignore comment has no reason.

Why: later readers cannot tell whether it is still needed, so it has no effect.
Instead: write `-- journal-ignore RULE: REASON`.
"""

from journal.rules.support.exceptions import ExceptionResult
from journal.rules.support.subject import Finding, Findings


def check(result: ExceptionResult) -> Findings:
    for comment in result.without_reason:
        message = f"The comment ignores {comment.rule} without a reason, so it has no effect."
        help_ = f"Write -- journal-ignore {comment.rule}: and the reason."
        yield Finding(message, help_, comment.place, comment.tag)

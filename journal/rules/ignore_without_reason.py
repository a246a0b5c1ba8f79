"""ignore-without-reason: a journal-ignore comment has no reason.

Why: whoever reads it later cannot tell whether it still holds, so it counts for nothing.
Instead: write `-- journal-ignore RULE: REASON`.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.rules.support.exceptions import Sorted
from journal.rules.support.finding import Finding

SEVERITY = Severity.ERROR


def check(result: Sorted) -> Iterator[Finding]:
    """A finding for each."""
    for one in result.without_reason:
        help_ = f"Write -- journal-ignore {one.rule}: and the reason."
        yield Finding(
            f"The comment ignores {one.rule} without a reason, so it does not count.", help_, one.place, one.tag
        )

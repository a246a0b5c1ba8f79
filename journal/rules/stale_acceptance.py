"""stale-acceptance: journal-accepted.json accepts what is no longer found.

Why: the case it covered is mended, or has become another one; a line that covers nothing hides what comes next.
Instead: remove the line, or accept the new case with a new reason.
"""

from collections.abc import Iterator

from journal.errors import Place, Severity
from journal.rules.support.exceptions import Sorted
from journal.rules.support.finding import Finding

SEVERITY = Severity.WARNING


def check(result: Sorted) -> Iterator[Finding]:
    """A finding for each line that covered nothing."""
    for one in result.stale:
        yield Finding(
            f"{result.path.name} accepts {one.rule} for {one.about} in a state that is no longer there.",
            f"Remove the element with the key {one.key}, or accept what is found now: --accept {one.rule}",
            Place(result.path),
        )

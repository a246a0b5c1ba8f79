"""stale-acceptance (warning): journal-accepted.json accepts a finding that no longer exists.

Why: the case is fixed, or has become another one; the leftover line could hide a later finding.
Instead: remove the line, or accept the new case with a new reason.
"""

from journal.errors import Place
from journal.rules.support.exceptions import ExceptionResult
from journal.rules.support.subject import Finding, Findings


def check(result: ExceptionResult) -> Findings:
    for acceptance in result.stale:
        yield Finding(
            f"{result.path.name} accepts {acceptance.rule} for {acceptance.about} in a state that no longer exists.",
            f"Remove the element with the key {acceptance.key}, or accept the present finding: --accept "
            f"{acceptance.rule}",
            Place(result.path),
        )

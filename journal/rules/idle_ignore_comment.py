"""idle-ignore-comment: a journal-ignore comment covers nothing.

Why: the rule no longer finds anything on its line or the one below, or its name is misspelt; it would hide what comes
next.
Instead: remove the comment, as long as no database has recorded the file, or correct the rule's name.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.rules.support.exceptions import Sorted
from journal.rules.support.finding import Finding

SEVERITY = Severity.WARNING


def check(result: Sorted) -> Iterator[Finding]:
    """A finding for each."""
    for one in result.idle:
        message = f"The comment ignores {one.rule}, which finds nothing on this line or the next."
        yield Finding(message, "Remove it, or correct the rule's name: journal rules", one.place, one.tag)

"""hash-missing: the journal records hashes, and this entry has none.

Why: what was applied cannot be told from what was edited since. Journals of drizzle-kit alone have no hashes at all,
and then none is missed.
Instead: `journal bootstrap` computes it by replaying the migrations, and proves it.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each, where the journal has the key `hash` at all."""
    if not any("hash" in item for item in subject.raw.items if isinstance(item, dict)):
        return
    for index, entry in subject.entries:
        if entry.hash is None:
            help_ = f"Type: {subject.settings.command('bootstrap')}"
            yield Finding(f"{entry.tag} has no hash.", help_, subject.at(index, "hash"), entry.tag)

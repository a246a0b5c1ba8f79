"""journal-missing: there are migrations, and no journal that lists them.

Why: Drizzle runs what meta/_journal.json lists and nothing else; without it, `drizzle-kit migrate` runs nothing.
Instead: `journal scaffold` writes it from the files, `journal bootstrap` fills in the hashes and proves them.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """One finding, about the folder."""
    raw = subject.raw
    if not raw.text and not raw.broken and subject.folder.forwards:
        yield Finding(
            f"There is no journal at {raw.path}, so Drizzle runs none of the files.",
            f"Type: {subject.settings.command('bootstrap')}",
        )

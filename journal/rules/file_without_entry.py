"""file-without-entry: a migration file is not in the journal.

Why: Drizzle runs what the journal lists; this file never runs, and nobody says so.
Instead: `journal bootstrap` adds its entry. If it is no migration, put it on the ignore list of the settings, with
the reason.
"""

from collections.abc import Iterator

from journal.errors import Place, Severity
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each forward file; none while the journal as a whole is missing or cannot be read."""
    if not subject.raw.value:
        return
    for migration in subject.folder.forwards:
        if migration.tag not in subject.listed:
            yield Finding(
                f"{migration.path.name} is not in the journal, so Drizzle never runs it.",
                f"Type: {subject.settings.command('bootstrap')}. Or put it on the ignore list of the settings.",
                Place(migration.path),
                migration.tag,
            )

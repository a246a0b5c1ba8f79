"""enum-value-used-in-one-batch: a migration uses an enum value that an earlier one adds.

Why: PostgreSQL lets no one use a value before the transaction that added it has ended (55P04). Two files are not
enough: Drizzle runs all pending entries in one transaction. A database that already has the earlier one is fine; one
that gets both at once fails, also a fresh one before PostgreSQL 17, or where no migration creates the type.
Instead: deploy the two apart, and put the value into CREATE TYPE for fresh databases; or compare as text
(status::text = 'x').
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.rules.support.enum_labels import EnumTypes, Labels, Used
from journal.rules.support.finding import Finding
from journal.rules.support.script import ParsedMigration
from journal.rules.support.subject import Subject

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """A finding at the first use of each value in each later entry."""
    labels = Labels(EnumTypes(subject))
    for _, entry in subject.entries:
        migration = subject.files.get(entry.tag)
        if migration and labels.may_concern(migration):
            script = ParsedMigration(subject, migration, True)
            seen = set()
            for used in labels.read(script):
                if used.added.tag != entry.tag and used.added not in seen:
                    seen.add(used.added)
                    yield _finding(script, labels, used)


def _finding(script: ParsedMigration, labels: Labels, used: Used) -> Finding:
    fresh = "PostgreSQL 16 and older" if labels.types.is_made(used.added.type) else "every PostgreSQL"
    return Finding(
        f"{script.tag} uses {used.added.label!r}, which {used.added.tag} adds to {used.added.type}: in one batch with "
        f"it, that fails with 55P04, on a fresh database with {fresh}.",
        "Deploy the two apart, or compare as text.",
        script.at(used.offset),
        script.tag,
    )

"""enum-value-used-in-one-batch (warning): a migration uses an enum value that an earlier one adds.

Why: PostgreSQL refuses a new value until the transaction that added it has ended (55P04), and Drizzle runs all pending
migrations in one. A database that already has the earlier migration is fine; one that gets both at once fails, also a
new one before PostgreSQL 17, or where no migration creates the type.
Instead: deploy the two separately; or compare as text (status::text = 'x'); or, to store it, rename the type, create it
again with all values, and convert its columns, instead of ADD VALUE.
"""

from journal.rules.support.enum_labels import AddedLabel, AddedLabels, EnumTypes
from journal.rules.support.subject import Findings, ParsedMigration, Subject
from journal.sql.remedies import NEW_ENUM_VALUE


def check(subject: Subject) -> Findings:
    """Find the first use of each value in each later migration."""
    labels = AddedLabels(EnumTypes(subject))
    for _, entry in subject.entries:
        migration = subject.files.get(entry.tag)
        if migration is None or not labels.may_concern(migration):
            continue
        script = ParsedMigration(subject, migration)
        seen: set[AddedLabel] = set()
        for use in labels.read(script):
            if use.added.tag != entry.tag and use.added not in seen:
                seen.add(use.added)
                versions = "16 and older" if labels.types.is_created(use.added.type) else "of every version"
                yield script.finding(
                    use.offset,
                    f"{entry.tag} uses {use.added.label!r}, which {use.added.tag} adds to {use.added.type}: in one "
                    f"batch this fails with 55P04, on a new database with PostgreSQL {versions}.",
                    f"Deploy the two separately. Or, if no database has {use.added.tag}: {NEW_ENUM_VALUE}",
                )

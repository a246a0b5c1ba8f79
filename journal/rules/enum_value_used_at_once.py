"""enum-value-used-at-once (error): a migration adds a value to an enum and uses it.

Why: PostgreSQL refuses a new value until the transaction that added it has ended (55P04), and Drizzle runs the whole
batch in one; splitting the file does not help. Only if that transaction also created the type, PostgreSQL 17 and later
allow it: a new database passes, one that has the type fails.
Instead: deploy the ADD VALUE first and use the value in the next release; or compare as text (status::text = 'x');
or, to store it, rename the type, create it again with all values, and convert its columns, instead of ADD VALUE.
"""

from journal.rules.support.enum_labels import AddedLabels, EnumTypes, adds_value
from journal.rules.support.subject import Findings, ParsedMigration, Subject
from journal.sql.remedies import NEW_ENUM_VALUE


def check(subject: Subject) -> Findings:
    types = EnumTypes(subject)
    for _, entry in subject.entries:
        migration = subject.files.get(entry.tag)
        if migration is None or not adds_value(migration):
            continue
        script, labels = ParsedMigration(subject, migration), AddedLabels(types)
        for use in labels.read(script):
            where = "PostgreSQL refuses it (55P04) in every database that has the type already"
            if use.added.type in labels.created:
                where = "PostgreSQL 16 and older refuse it (55P04); 17 and later allow it, as the file creates the type"
            yield script.finding(
                use.offset,
                f"{script.name} uses {use.added.label!r} in the transaction that adds it to {use.added.type}: {where}.",
                f"Deploy the ADD VALUE alone and use the value in the next release. Or: {NEW_ENUM_VALUE}",
            )

"""enum-value-used-at-once: a file adds a value to an enum and uses it.

Why: PostgreSQL lets no one use a value before the transaction that added it has ended (55P04), and Drizzle runs the
whole batch in one. Splitting the file does not help: both halves are in the same batch. Only where the type itself was
created in that transaction, PostgreSQL 17 and later allow it: a fresh database passes, one that has the type fails.
Instead: deploy the ADD VALUE first and the use with the next release; or compare as text (status::text = 'x'); or make
a new type with all values, change the column to it, and drop the old one.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.rules.support.enum_labels import EnumTypes, Labels, Used, adds_value
from journal.rules.support.finding import Finding
from journal.rules.support.script import ParsedMigration
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each use."""
    types = EnumTypes(subject)
    for _, entry in subject.entries:
        migration = subject.files.get(entry.tag)
        if migration and adds_value(migration):
            script = ParsedMigration(subject, migration, True)
            labels = Labels(types)
            yield from (_finding(script, labels, used) for used in labels.read(script))


def _finding(script: ParsedMigration, labels: Labels, used: Used) -> Finding:
    return Finding(
        f"{script.migration.path.name} uses {used.added.label!r} in the transaction that adds it to "
        f"{used.added.type}: {_where(labels, used)}.",
        "Deploy the ADD VALUE alone and the use with the next release, or compare as text.",
        script.at(used.offset),
        script.tag,
    )


def _where(labels: Labels, used: Used) -> str:
    if used.added.type in labels.made:
        return "PostgreSQL 16 and older refuse it (55P04); 17 and later do not, as the type is made there, too"
    return "PostgreSQL refuses it (55P04) in every database that has the type already"

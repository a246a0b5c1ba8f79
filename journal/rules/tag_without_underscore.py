"""tag-without-underscore: a tag has no underscore, so its snapshot has no prefix to go by.

Why: drizzle-kit names the snapshot by what stands before the first underscore; for such a tag that is the whole tag,
and drizzle-kit 1.0 cannot cut it into a number and a name.
Instead: rename the file and the tag to NUMBER_NAME; the hash stays, since it knows no names.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each."""
    for index, entry in subject.entries:
        if "_" not in entry.tag:
            yield Finding(
                f"The tag {entry.tag} has no underscore, so drizzle-kit 1.0 finds no name in it.",
                f"Rename it and its file, such as {entry.idx:04d}_{entry.tag}; the hash stays as it is.",
                subject.at(index),
                entry.tag,
            )

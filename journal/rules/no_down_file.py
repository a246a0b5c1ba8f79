"""no-down-file: a migration written by hand has no down file, though others in the folder have one.

Why: when the release is taken back, someone has to write the way back in a hurry, against production.
Instead: write the down file with the migration; the same name with `down`: 20250815_down_add_users.sql,
20250815_add_users.down.sql, down/20250815_add_users.sql. Where there is no way back, say so in a comment: a file that
says "no down file" or "irreversible" is passed over.
"""

from collections.abc import Iterator

from journal.errors import Place, Severity
from journal.folder.down_files import downs_by_tag
from journal.folder.names import Kind
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject
from journal.sql.statements import MARKER

SEVERITY = Severity.NOTE
_SAID = ("no down", "irreversible", "cannot be reversed", "cannot be undone")


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each, where the folder has down files at all."""
    folder = subject.folder
    undone = downs_by_tag(folder)
    for migration in folder.forwards if folder.downs else ():
        if migration.kind is Kind.BASELINE or migration.tag in undone or MARKER in migration.text:
            continue
        if not any(word in migration.text.lower() for word in _SAID):
            count = len(folder.downs)
            yield Finding(
                f"{migration.path.name} has no down file, though {count} other migrations have one.",
                "Write one, or say in a comment why there is no down file.",
                Place(migration.path),
                migration.tag,
            )

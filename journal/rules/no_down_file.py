"""no-down-file (note): a hand-written migration has no down file, though others in the folder have one.

Why: when the release is rolled back, it has to be written in a hurry, against production.
Instead: write it under the same name with `down`, such as 20250815_add_users.down.sql or down/20250815_add_users.sql,
or in the layout of drizzle 1.0 as down.sql in its folder. `drizzle-journal new --down-of FILE` derives it.
If the migration cannot be reverted, say "no down file" or "irreversible" in a comment.
"""

from journal.folder.file_names import Kind
from journal.folder.lookup import downs_by_tag
from journal.rules.support.subject import Findings, Subject
from journal.sql.statements import MARKER

_REASONS = ("no down", "irreversible", "cannot be reversed", "cannot be undone")


def check(subject: Subject) -> Findings:
    folder = subject.folder
    reverted = downs_by_tag(folder)
    for migration in folder.forwards if folder.downs else ():
        if migration.kind is Kind.BASELINE or migration.tag in reverted or MARKER in migration.text:
            continue
        if not any(reason in migration.text.lower() for reason in _REASONS):
            others = "1 other migration has" if len(folder.downs) == 1 else f"{len(folder.downs)} other migrations have"
            message = f"{migration.name} has no down file, though {others} one."
            file = "down.sql in its folder" if migration.folder else "one"
            help_ = f"Write {file}, or say in a comment why there is no down file."
            yield subject.file_finding(migration.path, message, help_)

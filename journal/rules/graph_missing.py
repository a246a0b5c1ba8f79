"""graph-missing (warning): a migration has no snapshot.json, and another one has.

Why: the next `generate` of 1.0 does not know what this migration changes, and writes it again. `drizzle-kit check` does
not mention it.
Instead: restore it from git, or rebuild it with `drizzle-journal snapshot`. For SQL of your own, `drizzle-kit generate
--custom` makes a folder with its snapshot.
"""

from journal.errors import Place
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    lacking = [one for one in subject.graph if one.is_missing and one.folder in subject.files]
    for snapshot in lacking if any(not one.is_missing for one in subject.graph) else ():
        message = f"{snapshot.folder} has no snapshot.json: the next generate does not know what it changes."
        way = "Restore it from git. For SQL of your own: npx drizzle-kit generate --custom makes a folder with both."
        help_ = subject.rebuilding(otherwise=way)
        yield Finding(message, help_, Place(subject.files[snapshot.folder].path), snapshot.folder)

"""down-file-in-journal (error): the journal lists a down migration.

Why: Drizzle runs every entry forward, so a new database loses what the migration before it created.
Instead: remove the entry, if no database has recorded it; rename the file if it is no down migration.
"""

from journal.folder.down_names import down_tags
from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    """A name like `0012_count_down_timer` is a down migration only if it has a forward migration."""
    downs = down_tags(subject.listed | subject.files.keys())
    for index, entry in subject.entries:
        if entry.tag in downs:
            message = f"The journal lists {entry.tag}, a down migration by its name, so Drizzle runs it."
            help_ = "Remove its entry, if no database has recorded it. If it is not a down file, rename the file."
            yield subject.entry_finding(index, "tag", message, help_)

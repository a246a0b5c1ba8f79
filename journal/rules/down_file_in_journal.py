"""down-file-in-journal (error): the journal lists a down migration.

Why: Drizzle runs every entry forward, so a new database loses what the migration before it created.
Instead: remove the entry, as long as no database has recorded it; rename the file if it is no down migration.
"""

import re

from journal.folder.file_names import Kind, kind_of
from journal.rules.support.subject import Findings, Subject

_MARKER = re.compile(r"[_.-](down|rollback)(?=[_.-]|\Z)|(?<=/)down/", re.IGNORECASE)


def check(subject: Subject) -> Findings:
    """A name like `0012_count_down_timer` is a down migration only if it has a forward migration."""
    known = subject.listed | subject.files.keys()
    for index, entry in subject.entries:
        has_forward = _MARKER.sub("", entry.tag, count=1) in known or entry.tag.endswith((".down", ".rollback"))
        if kind_of(entry.tag) is Kind.DOWN and has_forward:
            message = f"The journal lists {entry.tag}, a down migration by its name, so Drizzle runs it."
            help_ = "Remove its entry, as long as no database has recorded it; or rename the file if it is none."
            yield subject.entry_finding(index, "tag", message, help_)

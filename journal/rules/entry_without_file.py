"""entry-without-file (error): the journal lists a migration whose file is missing.

Why: the migrator reads every listed file before it runs the first one, and fails here: no migration is applied.
Instead: restore the file from history, or remove the entry if no database has recorded it.
"""

import os
from shlex import quote

from journal.folder.upgrade import upgraded_name
from journal.project.layout import SQL_OF_1
from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    for index, entry in subject.entries:
        if entry.tag not in subject.files:
            folder, path = upgraded_name(entry.tag, entry.when), subject.settings.migrations / f"{entry.tag}.sql"
            help_ = f"Restore it: git log --all --diff-filter=D -- {quote(str(path))}. "
            help_ += "Or remove the entry, if no database has recorded it."
            if subject.folder.mixed and os.path.lexists(path.with_name(folder) / SQL_OF_1):
                help_ = f"`drizzle-kit up` moved it to {folder}/{SQL_OF_1}, and did not end: see mixed-layouts."
            yield subject.entry_finding(
                index,
                "tag",
                f"The journal lists {entry.tag}, and {entry.tag}.sql is missing, so no migration can be applied.",
                help_,
            )

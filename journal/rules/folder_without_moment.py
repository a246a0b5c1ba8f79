"""folder-without-moment (error): the name of a migration's folder begins with no date of 14 digits.

Why: the migrator of drizzle 1.0 makes `created_at` of it. That is NaN then, which PostgreSQL refuses, with all that is
pending.
Instead: rename it to YYYYMMDDHHMMSS_name, if no database has applied it.
"""

from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    listed = {entry.tag for _, entry in subject.entries}
    for migration in subject.folder.forwards:
        if migration.tag not in listed:
            message = f"The name {migration.tag} begins with no date of 14 digits: migrate fails at it."
            help_ = "Rename the folder to YYYYMMDDHHMMSS_name, if no database has applied it."
            yield subject.file_finding(migration.path, message, help_)

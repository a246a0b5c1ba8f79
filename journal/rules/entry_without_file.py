"""entry-without-file (error): the journal lists a migration whose file is missing.

Why: the migrator reads every listed file before it runs the first one, and fails here: no migration is applied.
Instead: restore the file from history, or remove the entry if no database has recorded it.
"""

from shlex import quote

from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    for index, entry in subject.entries:
        if entry.tag not in subject.files:
            path = quote(str(subject.settings.migrations / f"{entry.tag}.sql"))
            yield subject.entry_finding(
                index,
                "tag",
                f"The journal lists {entry.tag}, and {entry.tag}.sql is missing, so no migration can be applied.",
                f"Restore it: git log --all --diff-filter=D -- {path}. Or remove the entry, if no database has "
                "recorded it.",
            )

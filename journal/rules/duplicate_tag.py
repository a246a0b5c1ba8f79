"""duplicate-tag (error): the journal lists a migration twice.

Why: a new database runs its file twice, and the second run fails or repeats its changes.
Instead: remove one of the two entries.
"""

from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    seen: set[str] = set()
    for index, entry in subject.entries:
        if entry.tag in seen:
            message = f"The journal lists {entry.tag} twice, so a new database runs its file twice."
            yield subject.entry_finding(index, "tag", message, "Remove one of the two entries.")
        seen.add(entry.tag)

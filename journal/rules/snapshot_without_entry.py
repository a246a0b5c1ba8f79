"""snapshot-without-entry (warning): a snapshot belongs to no entry.

Why: `drizzle-kit generate` compares with the last snapshot by name, whether an entry has it or not, so a leftover hides
later changes.
Instead: restore the entry that it belongs to, or set the snapshot aside with `drizzle-journal snapshot --replace`.
"""

from journal.folder.snapshots import prefix_of
from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    prefixes = set(map(prefix_of, subject.listed))
    for snapshot in subject.snapshots if subject.raw.value else ():
        if snapshot.prefix not in prefixes:
            message = f"{snapshot.path.name} belongs to no entry of the journal, and drizzle-kit reads it anyway."
            set_aside = subject.settings.command("snapshot", "--replace")
            yield subject.file_finding(snapshot.path, message, f"Restore its entry, or set it aside: {set_aside}")

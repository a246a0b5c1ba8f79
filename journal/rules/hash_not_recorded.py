"""hash-not-recorded (note): the newest entries have no hash yet, though the journal records hashes.

Why: `drizzle-kit generate` adds entries without one, and until it is recorded an edit cannot be detected. A journal
that only drizzle-kit has written has no hashes at all, and this rule does not apply.
Instead: `drizzle-journal check --fix` records the hash of a file that git shows as new or unchanged since its first
commit; `drizzle-journal bootstrap` proves it by replaying the migrations.
"""

from journal.rules.hash_missing import newest_without_hash
from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    if not subject.folder.lock and any("hash" in item for item in subject.raw.items if isinstance(item, dict)):
        command, newest = subject.settings.command, newest_without_hash([entry for _, entry in subject.entries])
        for index, entry in subject.entries[len(subject.entries) - newest :]:
            help_ = f"Record it: {command('check', '--fix')}; or replay all migrations: {command('bootstrap')}"
            yield subject.entry_finding(index, "hash", f"{entry.tag} has no hash yet.", help_)

"""hash-missing (warning): an entry has no hash, though the journal records hashes.

Why: without it, an edit of the migration cannot be detected. A journal that only drizzle-kit has written has no hashes
at all, and this rule does not apply.
Instead: `journal bootstrap` computes the hash by replaying the migrations.
"""

from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    if any("hash" in item for item in subject.raw.items if isinstance(item, dict)):
        for index, entry in subject.entries:
            if entry.hash is None:
                help_ = f"Type: {subject.settings.command('bootstrap')}"
                yield subject.entry_finding(index, "hash", f"{entry.tag} has no hash.", help_)

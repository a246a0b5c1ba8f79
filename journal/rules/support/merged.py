"""What to do where two branches have made a migration each: one text for all rules that find it."""

import os

from journal.folder.entries import REF_MEANS
from journal.rules.support.subject import Subject


def generate_again(subject: Subject) -> str:
    """Return how one of the two becomes the successor of the other; its files must not have run anywhere yet."""
    settings = subject.settings
    meta = os.path.relpath(settings.meta, settings.root)
    return (
        f"take the base branch's side of {meta} (git checkout --ours or --theirs), remove your own SQL file, and "
        f"generate it again: {settings.drizzle_kit('generate')}"
    )


def by_rebase(subject: Subject) -> str:
    """Return the sentences on `rebase`, which does it and keeps the SQL; empty outside of a git work tree."""
    if subject.git.repository is None:
        return ""
    ref, meaning = (subject.base.at.ref, "") if subject.base else ("REF", f" {REF_MEANS}")
    return f"{subject.settings.command('rebase', '--onto', ref)}.{meaning}"

"""What to do where two branches have generated a migration each: one text for all rules that find it."""

import os

from journal.rules.support.subject import Subject


def generate_again(subject: Subject) -> str:
    """Return how one of the two becomes the successor of the other; its files must not have run anywhere yet."""
    settings = subject.settings
    meta = os.path.relpath(settings.meta, settings.root)
    return (
        f"take the base branch's side of {meta} (git checkout --ours or --theirs), remove your own SQL file, and "
        f"generate it again: {settings.drizzle_kit('generate')}"
    )

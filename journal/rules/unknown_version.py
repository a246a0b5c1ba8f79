"""unknown-version (warning): the journal's version is not the one that drizzle-kit 0.31 writes.

Why: drizzle-kit refuses or rewrites folders of other versions; the migrator does not read it.
Instead: `drizzle-kit up` upgrades an old folder to version 7.
"""

from journal.folder.entries import json_of
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    raw = subject.raw
    if raw.value and raw.value.get("version") != "7":
        version = json_of(raw.value.get("version")) if "version" in raw.value else "missing"
        message = f'The journal\'s version is {version}; drizzle-kit 0.31 writes "7".'
        yield Finding(message, "drizzle-kit up upgrades an old folder.", raw.place(key="version"))

"""unknown-version: the journal's version is not the one that drizzle-kit 0.31 writes.

Why: drizzle-kit refuses or rewrites folders of other versions; the migrator does not look at it.
Instead: `drizzle-kit up` brings an old folder to version 7.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.folder.entries import json_of
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """One finding, at the version."""
    raw = subject.raw
    if raw.value and raw.value.get("version") != "7":
        said = json_of(raw.value.get("version")) if "version" in raw.value else "missing"
        yield Finding(
            f'The journal\'s version is {said}; drizzle-kit 0.31 writes "7".',
            "drizzle-kit up brings an old folder to the present version.",
            raw.place(key="version"),
        )

"""The files that are rehearsed, in their order."""

from datetime import UTC, datetime

from journal.folder.read import Folder
from journal.reconcile import reconcile
from journal.replay.prefix import Step


def steps_of(folder: Folder) -> tuple[Step, ...]:
    """Return every forward file in the journal's order; unlisted ones come last, as for `journal run`."""
    files = folder.by_tag
    entries = reconcile(folder, now=datetime.now(UTC)).journal.entries
    return tuple((entry, files[entry.tag]) for entry in entries if entry.tag in files)


def listed_steps(folder: Folder) -> tuple[Step, ...]:
    """Return the files that Drizzle runs: those of the journal, or all where there is no journal yet."""
    steps = steps_of(folder)
    return tuple(step for step in steps if step[0].tag in folder.journal.tags) if folder.journal.text else steps

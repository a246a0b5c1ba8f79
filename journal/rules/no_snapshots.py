"""no-snapshots (note): no entry has a snapshot.

Why: the migrations do not need any, but `drizzle-kit generate` compares with the newest one: without it, the next
migration creates the whole schema again.
Instead: nothing, as long as migrations are written by hand; before `drizzle-kit generate`: `drizzle-journal snapshot`.
"""

from journal.errors import Place
from journal.rules.snapshot_missing import way_on
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    has_any = subject.snapshots or (subject.settings.meta / "_snapshot.json").exists()
    if subject.entries and not has_any:
        message = "No entry has a snapshot, so `drizzle-kit generate` would write the whole schema again."
        help_ = f"Only `drizzle-kit generate` needs it. {way_on(subject, '*')}"
        yield Finding(message, help_, Place(subject.settings.meta))

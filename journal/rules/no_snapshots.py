"""no-snapshots (warning): no entry has a snapshot, though drizzle-kit generated migrations; otherwise a note.

Why: the migrations do not need any, but `drizzle-kit generate` compares with the newest one: without it, the next
migration creates the whole schema again.
Instead: nothing, as long as migrations are written by hand; before `drizzle-kit generate`: `drizzle-journal snapshot`.
"""

from journal.errors import Place, Severity
from journal.rules.snapshot_missing import way_on
from journal.rules.support.subject import Finding, Findings, Subject
from journal.sql.drizzle_kit_style import generated_by_drizzle_kit


def check(subject: Subject) -> Findings:
    has_any = subject.snapshots or (subject.settings.meta / "_snapshot.json").exists()
    if not subject.entries or has_any:
        return
    message = "No entry has a snapshot, so `drizzle-kit generate` would write the whole schema again."
    help_ = f"Only `drizzle-kit generate` needs it. {way_on(subject, '*')}"
    severity = Severity.NOTE
    if any(_is_generated(subject, entry.tag) for _, entry in subject.entries):
        message, help_, severity = f"{message} It generated migrations here.", way_on(subject, "*"), Severity.WARNING
    yield Finding(message, help_, Place(subject.settings.meta), severity=severity)


def _is_generated(subject: Subject, tag: str) -> bool:
    """Tell whether drizzle-kit wrote a migration of a project that can run it."""
    migration = subject.folder.by_tag.get(tag)
    pieces = [piece.text for piece in migration.pieces] if migration and subject.settings.uses_drizzle_kit else []
    return bool(pieces) and generated_by_drizzle_kit(pieces)

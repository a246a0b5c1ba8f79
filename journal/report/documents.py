"""The parts of the JSON documents that several verbs share. Keys are stable; README lists them."""

from typing import Any

from journal.folder.notes import Note
from journal.folder.read import Folder
from journal.reconcile import Reconciled
from journal.report.parts import relative


def folder_json(folder: Folder, plan: Reconciled) -> dict[str, Any]:
    """What is on disk and what would be added to the journal."""
    root = folder.settings.root
    return {
        "journal": relative(plan.journal.path, root),
        "migrations": relative(folder.settings.migrations, root),
        "added": [
            {"idx": one.entry.idx, "tag": one.entry.tag, "when": one.entry.when, "reason": one.reason}
            for one in plan.added
        ],
        "down_files": [migration.tag for migration in folder.downs],
        "ignored": [{"file": item.name, "reason": item.reason} for item in folder.ignored],
        "entries_without_file": [entry.tag for entry in folder.missing],
        "notes": [_note(folder, note) for note in folder.notes + plan.notes],
    }


def _note(folder: Folder, note: Note) -> dict[str, Any]:
    place = note.place
    return {
        "code": note.code,
        "severity": note.severity.value,
        "message": note.message,
        "help": note.help,
        "path": relative(place.path, folder.settings.root) if place else None,
        "line": place.line or None if place else None,
    }

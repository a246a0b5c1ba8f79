"""The parts of JSON documents that several verbs share. Keys are stable."""

from pathlib import Path
from typing import Any

from journal.errors import Note
from journal.folder.read import Folder
from journal.reconcile import Reconciled
from journal.report.parts import relative


def folder_json(folder: Folder, plan: Reconciled) -> dict[str, Any]:
    """Return the files on disk and the entries to add to the journal."""
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
        "notes": [note_json(note, root) for note in folder.notes + plan.notes],
    }


def note_json(note: Note, root: Path) -> dict[str, Any]:
    """Return a note as JSON."""
    place = note.place
    return {
        "code": note.code,
        "severity": note.severity.value,
        "message": note.message,
        "help": note.help,
        "path": relative(place.path, root) if place else None,
        "line": place.line or None if place else None,
    }

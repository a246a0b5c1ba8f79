"""The facts of a project, each a name and a line."""

from pathlib import Path

from journal.diagnosis.health import DoctorFinding
from journal.drizzle.packages import DRIZZLE, installed_package
from journal.errors import Note, Place
from journal.project.layout import Layout
from journal.project.settings import Settings
from journal.rules.support.subject import Subject
from journal.verbs.check import CheckResult


def project_fact(settings: Settings) -> tuple[str, str]:
    """Return the project, its settings files, and how it was found."""
    files = [shown(path, settings) for path in (settings.source, settings.config) if path]
    how = f"; {settings.found.replace(f'{settings.root}/', '')}" if settings.found else ""
    return "project", f"{settings.root} ({', '.join(files) or 'no drizzle.config, no journal.toml'}{how})"


def folder_words(settings: Settings, layout: Layout) -> str:
    """Return the folder of migrations and its layout."""
    return f"{shown(settings.migrations, settings)}: {layout.value}"


def files_words(checked: CheckResult) -> str:
    """Return the numbers of forward, down, unlisted and ignored files."""
    subject = checked.subject
    folder, unlisted = subject.folder, unlisted_tags(subject)
    numbers = {"forward": len(folder.forwards), "down": len(folder.downs)}
    numbers |= {} if subject.raw.broken else {"unlisted": len(unlisted)}
    numbers |= {"ignored": len(folder.ignored)} if folder.ignored else {}
    counts = ", ".join(f"{number} {kind}" for kind, number in numbers.items())
    return f"{shown(subject.settings.migrations, subject.settings)}: {counts}"


def unlisted_tags(subject: Subject) -> list[str]:
    """Return the forward files that the journal does not list."""
    return [one.tag for one in subject.folder.forwards if one.tag not in subject.listed]


def journal_words(checked: CheckResult) -> str:
    """Return the number of entries, of hashes and of snapshots."""
    raw, settings = checked.subject.raw, checked.subject.settings
    path = shown(raw.path, settings)
    if checked.subject.folder.is_version_1:
        locked = sum(entry.hash is not None for _, entry in raw.followed)
        found = f"{locked} of {len(raw.followed)} migrations" if raw.text else "missing"
        return f"{path}: {'not readable' if raw.broken else found}"
    if not raw.value:
        return f"{path}: {'not readable' if raw.text or raw.broken else 'missing'}"
    entries = "entry" if len(raw.items) == 1 else "entries"
    hashes = sum(isinstance(item, dict) and bool(item.get("hash")) for item in raw.items)
    hashed = f"{hashes} with a hash"
    if lock := checked.subject.folder.lock:
        hashed = f"{sum(bool(entry.hash) for _, entry in raw.followed)} with a hash in {lock.path.name}"
    return f"{path}: {len(raw.items)} {entries}, {hashed}, {len(checked.subject.snapshots)} with a snapshot"


def packages_words(root: Path) -> str:
    """Return the drizzle packages that node finds from the project, with their versions."""
    found = {name: installed_package(root, name) for name in DRIZZLE}
    return ", ".join(f"{name} {one[1] if one else 'not installed'}" for name, one in found.items())


def unchecked_edits(subject: Subject) -> str:
    """Return why edits of migrations were not checked; empty where they were."""
    bootstrap, lacks = subject.settings.command("bootstrap"), subject.without_hashes
    return f"Edited migrations were not checked: {lacks}. To add them: {bootstrap}" if lacks else ""


def trouble_of(note: Note, settings: Settings) -> DoctorFinding:
    """Return a note as trouble."""
    return DoctorFinding(note.code, note.severity, note.message, "", place_words(note.place, settings))


def place_words(place: Place | None, settings: Settings) -> str:
    """Return a place with its path relative to the project; empty for none, or for the project as a whole."""
    return str(Place(Path(shown(place.path, settings)), place.line, place.column)) if place else ""


def shown(path: Path | None, settings: Settings) -> str:
    """Return a path relative to the project's folder where it is below it."""
    return str(path.relative_to(settings.root)) if path and path.is_relative_to(settings.root) else str(path or "")

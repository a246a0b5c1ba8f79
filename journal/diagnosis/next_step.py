"""The one next command, by what is worst."""

import os
from collections.abc import Sequence
from shlex import quote

from journal.diagnosis.facts import shown
from journal.diagnosis.health import DoctorFinding
from journal.folder.git.repository import Git
from journal.project.settings import Settings
from journal.verbs.check import CheckResult

_VERBS = {
    "folder-outdated": ("handback", "--v1"),
    "journal-missing": ("bootstrap",),
    "file-without-entry": ("scaffold", "--dry-run"),
    "duplicate-idx": ("check", "--fix"),
    "gapped-idx": ("check", "--fix"),
    "hash-missing": ("bootstrap",),
    "snapshot-missing": ("snapshot",),
}
"""What leads on from the findings of a rule; for all others it is `check`, with the help of the first finding."""


def step_of(checked: CheckResult, troubles: Sequence[DoctorFinding], live: str) -> tuple[str, str]:
    """Return the next command, and what follows it. `live` is the next step of the database."""
    settings = checked.subject.settings
    if not troubles:
        return live, ""
    worst = troubles[0].code
    if worst == "merge-conflict":
        return _both_sides(settings)
    if worst == "journal-missing" and os.path.lexists(settings.root / "supabase"):
        return settings.command("bootstrap", "--platform", "supabase"), ""
    if worst in _VERBS:
        then = settings.drizzle_kit("up") if worst == "folder-outdated" else ""
        return settings.command(*_VERBS[worst]), then
    found = next((one for one in checked.findings if one.rule == worst), None)
    return (settings.command("check"), found.help) if found else (live, "")


def generate_step(settings: Settings) -> tuple[str, str]:
    """Return how a project without migrations gets its first one, and what records it where push was used."""
    stamp = settings.command("stamp", "--to", "0000_baseline")
    then = f"for each database that push has changed, record it as applied: {stamp}"
    return f"{settings.drizzle_kit('generate')} --name=baseline", then


def _both_sides(settings: Settings) -> tuple[str, str]:
    """Return the command that shows a merge conflict; which entries come first is known to who merges."""
    path = settings.meta / "_journal.json"
    then = "Remove the markers, and keep the entries of both sides, those of the base branch first. "
    then += f"After that, this numbers `idx` again: {settings.command('check', '--fix')}"
    repository = Git(settings.root).repository
    name = quote(shown(path, settings))
    folder = f"-C {quote(str(settings.root))} " if "--project" in settings.options else ""
    return (f"git {folder}diff -- {name}" if repository else ""), then

"""The one next command, by what is worst."""

from collections.abc import Sequence
from shlex import quote

from journal.diagnosis.database import name_database
from journal.diagnosis.facts import shown
from journal.diagnosis.health import DoctorFinding
from journal.diagnosis.troubles import troubles_of_check
from journal.drizzle.packages import installed_package, reads_journals
from journal.folder.git.repository import Git
from journal.project.settings import Settings
from journal.verbs.check import CheckResult

_VERBS = {
    "folder-outdated": ("handback", "--to", "1.0", "--dry-run"),
    "journal-missing": ("bootstrap",),
    "file-without-entry": ("scaffold", "--dry-run"),
    "duplicate-idx": ("check", "--fix"),
    "gapped-idx": ("check", "--fix"),
    "hash-missing": ("bootstrap",),
    "lock-missing": ("bootstrap",),
    "not-locked": ("bootstrap",),
    "no-snapshots": ("snapshot",),
    "snapshot-missing": ("snapshot",),
}
"""What leads on from the findings of a rule; for all others it is `check`, with the help of the first finding."""


_BY_DATABASE = ("when-does-not-rise", "when-in-the-same-second", "shared-prefix", "hash-differs")
"""Rules whose help depends on what the databases have recorded."""


def step_of(checked: CheckResult, troubles: Sequence[DoctorFinding], live: str = "", look: str = "") -> tuple[str, str]:
    """Return the next command, and what follows it.

    `live` is the next step of the database; `look` is the command that looks at one that was only named.
    """
    settings = checked.subject.settings
    if not troubles:
        return live or look, ""
    worst = troubles[0].code
    if worst == "merge-conflict":
        return _conflict(settings), next(one.help for one in checked.findings if one.rule == worst)
    if worst in _VERBS:
        return settings.command(*_VERBS[worst]), ""
    found = next((one for one in checked.findings if one.rule == worst), None)
    if not found:
        return live, ""
    return look if look and worst in _BY_DATABASE else settings.command("check"), found.help


def step_after_check(checked: CheckResult) -> str:
    """Return what to do after a check: the next command of the doctor, or what to edit; empty where nothing is."""
    troubles = troubles_of_check(checked)
    if not troubles:
        return ""
    step, then = step_of(checked, troubles, look=name_database(checked.subject.settings).look_step)
    if step != checked.subject.settings.command("check"):
        return step
    place = troubles[0].place
    return f"{place}: {then}" if place else then


def generate_step(settings: Settings) -> tuple[str, str]:
    """Return how a project without migrations gets its first one, and what records it where push was used."""
    kit = installed_package(settings.root, "drizzle-kit")
    tag = "0000_baseline" if kit is None or reads_journals(kit[1]) else "YYYYMMDDHHMMSS_baseline"
    stamp = settings.command("stamp", "--to", tag)
    then = f"for each database that push has changed, record it as applied: {stamp}"
    return f"{settings.drizzle_kit('generate')} --name=baseline", then


def _conflict(settings: Settings) -> str:
    """Return the command that shows a merge conflict; which entries come first is known to who merges."""
    name = quote(shown(settings.meta / "_journal.json", settings))
    folder = f"-C {quote(str(settings.root))} " if "--project" in settings.options else ""
    return f"git {folder}diff -- {name}" if Git(settings.root).repository else ""

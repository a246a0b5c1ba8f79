"""Whether a down file passes `journal rehearse` on a temporary server."""

from collections.abc import Callable
from dataclasses import dataclass

from journal.errors import JournalError, Severity
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.rebuild.database import Recipe
from journal.rehearsal.findings import Rehearsal, RehearsalResult
from journal.rehearsal.rehearse import RehearsalRequest, rehearse
from journal.replay.progress import Watcher
from journal.server.provider import Provider

_REHEARSALS = frozenset({Rehearsal.DOWN, Rehearsal.ROWS})


@dataclass(frozen=True)
class DownFileRehearsal:
    """The result of up, down, up. `passed` is None where it could not be tried; `words` say what was found, or why."""

    passed: bool | None
    words: str


Rehearse = Callable[[Folder, Migration, str], DownFileRehearsal]
"""Rehearses one migration of a folder, for a live database of that version of PostgreSQL. Raises no JournalError."""


def rehearsing(provider: Callable[[str], Provider], recipe: Recipe, watcher: Watcher) -> Rehearse:
    """Return a `Rehearse` on a temporary server. `provider` takes a version such as `17.2`."""

    def rehearsed(folder: Folder, subject: Migration, version: str) -> DownFileRehearsal:
        request = RehearsalRequest(_REHEARSALS, recipe=recipe)
        try:
            return judged(rehearse(folder, provider(version), request, watcher), subject)
        except JournalError as error:  # the page is useful without it
            return DownFileRehearsal(None, error.message)

    return rehearsed


def judged(whole: RehearsalResult, subject: Migration) -> DownFileRehearsal:
    """Return what the rehearsal of a folder found about one migration. A down file that refuses reverts nothing."""
    own = [found for found in whole.found if found.tag == subject.tag and found.rehearsal in _REHEARSALS]
    fault = next((found for found in own if found.severity is Severity.ERROR or found.code == "says-no"), None)
    if fault:
        return DownFileRehearsal(False, fault.message.rstrip("."))
    stopped = next((found for found in whole.found if found.code == "fails"), None)
    if stopped:
        return DownFileRehearsal(None, stopped.message)
    return DownFileRehearsal(True, f"up, down and up again on PostgreSQL {whole.server_version}, with rows and without")

"""Whether a down file has passed its rehearsal: `journal rehearse` held for it, on a temporary server."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from journal.errors import JournalError, Severity
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.rebuild.database import Recipe
from journal.rehearsal.rehearse import RehearsalRequest, rehearse
from journal.rehearsal.result import Rehearsal, RehearsalFinding
from journal.rehearsal.result import RehearsalResult as Whole
from journal.replay.progress import Watcher
from journal.server.provider import Provider

_SAYS_NO = "says-no"


@dataclass(frozen=True)
class DownFileRehearsal:
    """How a file and its down file did: up, down, and up again. `passed` is None where it did not come to that.

    `words`: what was found, or why not, in half a sentence.
    """

    passed: bool | None
    words: str


Rehearse = Callable[[Folder, Migration, str], DownFileRehearsal]
"""Rehearses one migration of a folder, for a live database of that version of PostgreSQL. Raises nothing of ours."""


def rehearsing(provider: Callable[[str], Provider], recipe: Recipe, watcher: Watcher) -> Rehearse:
    """A `Rehearse` on a temporary server. `provider` tells which, for a version such as `17.2`."""

    def rehearsed(folder: Folder, subject: Migration, version: str) -> DownFileRehearsal:
        request = RehearsalRequest(frozenset({Rehearsal.DOWN, Rehearsal.ROWS}), recipe=recipe)
        try:
            return judged(rehearse(folder, provider(version), request, watcher), subject)
        except JournalError as error:  # the page does not wait for what it can do without
            return DownFileRehearsal(None, error.message)

    return rehearsed


def judged(whole: Whole, subject: Migration) -> DownFileRehearsal:
    """What the rehearsal of a folder says of one of its migrations. A down file that says no takes nothing back."""
    faults = [*_faults(whole, subject)]
    stopped = next((one for one in whole.found if one.code == "fails"), None)
    if faults:
        return DownFileRehearsal(False, faults[0].message.rstrip("."))
    if stopped:
        return DownFileRehearsal(None, stopped.message)
    return DownFileRehearsal(True, f"up, down and up again on PostgreSQL {whole.server_version}, with rows and without")


def _faults(whole: Whole, subject: Migration) -> Iterator[RehearsalFinding]:
    for one in whole.found:
        concerns = one.tag == subject.tag and one.rehearsal in (Rehearsal.DOWN, Rehearsal.ROWS)
        if concerns and (one.severity is Severity.ERROR or one.code == _SAYS_NO):
            yield one

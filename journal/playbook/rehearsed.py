"""Whether a down file has passed its rehearsal: `journal rehearse` held for it, on a temporary server."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from journal.errors import JournalError, Severity
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.rebuild.database import Recipe
from journal.rehearsal.rehearse import Request, rehearse
from journal.rehearsal.result import Found, Rehearsal
from journal.rehearsal.result import Rehearsed as Whole
from journal.replay.progress import Watcher
from journal.server.provider import Provider

_SAYS_NO = "says-no"


@dataclass(frozen=True)
class Rehearsed:
    """How a file and its down file did: up, down, and up again. `passed` is None where it did not come to that.

    `words`: what was found, or why not, in half a sentence.
    """

    passed: bool | None
    words: str


Rehearse = Callable[[Folder, Migration, str], Rehearsed]
"""Rehearses one migration of a folder, for a live database of that version of PostgreSQL. Raises nothing of ours."""


def rehearsing(provider: Callable[[str], Provider], recipe: Recipe, watcher: Watcher) -> Rehearse:
    """A `Rehearse` on a temporary server. `provider` tells which, for a version such as `17.2`."""

    def rehearsed(folder: Folder, subject: Migration, version: str) -> Rehearsed:
        request = Request(frozenset({Rehearsal.DOWN, Rehearsal.ROWS}), recipe=recipe)
        try:
            return judged(rehearse(folder, provider(version), request, watcher), subject)
        except JournalError as error:  # the page does not wait for what it can do without
            return Rehearsed(None, error.message)

    return rehearsed


def judged(whole: Whole, subject: Migration) -> Rehearsed:
    """What the rehearsal of a folder says of one of its migrations. A down file that says no takes nothing back."""
    faults = [*_faults(whole, subject)]
    stopped = next((one for one in whole.found if one.code == "fails"), None)
    if faults:
        return Rehearsed(False, faults[0].message.rstrip("."))
    if stopped:
        return Rehearsed(None, stopped.message)
    return Rehearsed(True, f"up, down and up again on PostgreSQL {whole.server_version}, with rows and without")


def _faults(whole: Whole, subject: Migration) -> Iterator[Found]:
    for one in whole.found:
        concerns = one.tag == subject.tag and one.rehearsal in (Rehearsal.DOWN, Rehearsal.ROWS)
        if concerns and (one.severity is Severity.ERROR or one.code == _SAYS_NO):
            yield one

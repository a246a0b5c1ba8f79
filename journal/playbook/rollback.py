"""The emergency playbook for a database as it is: what was applied last, the way back, and what that would lose.

It reads, in a transaction that cannot write, and waits for nobody: a database in trouble has enough of that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from journal.connect.session import Timeouts, reading
from journal.connect.target import NOWHERE, Target
from journal.errors import TimedOut
from journal.folder.read import read_folder
from journal.losses.parse import deeds_of
from journal.playbook.categories import TABLE, Category, Mark, marks_of
from journal.playbook.live.seen import PlaybookState, read_seen
from journal.playbook.live.trouble import Session, read_sessions
from journal.playbook.rehearsed import DownFileRehearsal, Rehearse
from journal.playbook.ways_back import WayBack, down_of, way_back
from journal.project.settings import Settings
from journal.result import Result

PATIENCE = Timeouts(statement=15.0, lock=2.0)


@dataclass(frozen=True)
class Playbook(Result):
    """The result: the database as it was, which rows of the table of categories apply, and the way back."""

    document: ClassVar[str] = "rollback.json.rollback_json"

    seen: PlaybookState
    marks: tuple[Mark, ...]
    way: WayBack
    target: Target = field(default=NOWHERE, kw_only=True)

    @property
    def passed(self) -> bool:
        """Whether there is a way back that is proved, or can be."""
        return self.way.passed


def rollback(
    settings: Settings, target: Target, rehearse: Rehearse | None = None, timeouts: Timeouts = PATIENCE
) -> Playbook:
    """Write the playbook. `rehearse` proves the down file on a temporary server; without it, that is left to do.

    Raises TimedOut, with who holds locks; JournalInvalid, FolderUnreadable, DatabaseUnreachable, LedgerUnusable or
    ManualTableUnusable.
    """
    folder = read_folder(settings)
    with reading(target, timeouts) as connection:
        sessions = read_sessions(connection, settings.ledger)
    try:
        with reading(target, timeouts) as connection:
            seen = read_seen(connection, folder, sessions)
    except TimedOut as error:
        raise _with_holders(error, sessions) from None
    marks = marks_of(deeds_of(seen.subject)) if seen.subject else ()
    way = way_back(seen, marks, _rehearsed(seen, rehearse))
    return Playbook(seen, tuple(_in_order([*marks, *_failed(seen)])), way)


def _rehearsed(seen: PlaybookState, rehearse: Rehearse | None) -> DownFileRehearsal | None:
    subject, folder = seen.subject, seen.known.folder
    if rehearse is None or subject is None or down_of(folder, subject) is None:
        return None
    return rehearse(folder, subject, seen.server_version)


def _failed(seen: PlaybookState) -> Iterator[Mark]:
    """What of the state may come of a deploy that failed."""
    trouble = seen.trouble
    found = [f"{one.name} is half way" for one in trouble.half_way]
    found += [f"{index} is invalid" for index, _ in trouble.invalid]
    if not found and seen.pending:
        found = [f"{seen.pending[0]} has not run" + (", and more" if len(seen.pending) > 1 else "")]
    if found:
        yield Mark(Category.FAILED, "; ".join(found))


def _in_order(marks: Sequence[Mark]) -> Iterator[Mark]:
    yield from (mark for row in TABLE for mark in marks if mark.category is row.category)


def _with_holders(error: TimedOut, sessions: Sequence[Session]) -> TimedOut:
    """The same, with who holds locks; that was read without waiting for any."""
    told = TimedOut(error.message, hint="Let them end, or end one: SELECT pg_cancel_backend(PID). Then ask again.")
    for one in sessions:
        holds = f" holds {', '.join(one.holds)};" if one.holds else ""
        told.add_note(f"process {one.pid} ({one.role}, {one.application or 'without a name'}){holds} {one.query}")
    return told

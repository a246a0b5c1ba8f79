"""The emergency playbook of a live database: what was applied last, the way back, and what that would lose."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import ClassVar, Literal

from journal.connect.session import reading
from journal.connect.target import Target
from journal.connect.timeouts import Timeouts
from journal.dataclass import dataclass
from journal.errors import JournalError, Severity, TimedOut, Wait
from journal.folder.lookup import downs_by_tag
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.folder.version_1 import read_either
from journal.playbook.categories import Category, Mark, marks_of
from journal.playbook.state import PlaybookState, read_seen
from journal.playbook.trouble import Session, read_sessions
from journal.playbook.ways_back import Commands, DownFileRehearsal, Kinds, WayBack, afterwards, way_back
from journal.project.project import Project, Result
from journal.project.settings import Settings
from journal.rebuild.database import Recipe
from journal.rebuild.temporary import TemporaryServer
from journal.rehearsal.findings import Rehearsal
from journal.rehearsal.rehearse import RehearsalRequest
from journal.rehearsal.rehearse import rehearse as rehearse_folder
from journal.replay.watcher import Silence, Watcher
from journal.runner.losses.effects_in_sql import effects_of
from journal.server.provider import Provider
from journal.verbs.arguments import find_database

PATIENCE = Timeouts(statement=15.0, lock=2.0)
_REHEARSALS = frozenset({Rehearsal.DOWN, Rehearsal.ROWS})

Rehearse = Callable[[Folder, Migration, str], DownFileRehearsal]
"""Rehearses one migration of a folder, for a live database of that version of PostgreSQL. Raises no JournalError."""


def rehearsing(provider: Callable[[str], Provider], recipe: Recipe, watcher: Watcher) -> Rehearse:
    """Return a `Rehearse` on a temporary server. `provider` takes a version such as `17.2`."""

    def rehearsed(folder: Folder, subject: Migration, version: str) -> DownFileRehearsal:
        try:
            whole = rehearse_folder(folder, provider(version), RehearsalRequest(_REHEARSALS, recipe=recipe), watcher)
        except JournalError as error:  # the page is useful without it
            return DownFileRehearsal(None, error.message)
        own = [found for found in whole.found if found.tag == subject.tag and found.rehearsal in _REHEARSALS]
        # A down file that refuses reverts nothing.
        faults = [found for found in own if found.severity is Severity.ERROR or found.code == "says-no"]
        if faults:
            return DownFileRehearsal(False, faults[0].message.rstrip("."))
        stopped = next((found for found in whole.found if found.code == "fails"), None)
        words = f"up, down and up again on PostgreSQL {whole.server_version}, with rows and without"
        return DownFileRehearsal(None, stopped.message) if stopped else DownFileRehearsal(True, words)

    return rehearsed


@dataclass(frozen=True)
class Playbook(Result):
    """The result: the state of the database, the categories that apply, and the way back."""

    document: ClassVar[str] = "rollback.json.rollback_json"

    seen: PlaybookState
    marks: tuple[Mark, ...]
    way: WayBack
    target: Target

    @property
    def passed(self) -> bool:
        """Whether there is a way back that is proved, or can be."""
        has_down = self.way.down is not None and not (self.way.rehearsed and self.way.rehearsed.passed is False)
        return self.way.kind in {Kinds.NOTHING, Kinds.DOWN} or (self.way.kind is Kinds.BY_HAND and has_down)

    @property
    def age(self) -> timedelta | None:
        """How long ago the last migration was applied, at least; None where nothing shows it."""
        last, now = self.seen.last, self.seen.evidence.now
        moment = (last.when.at or last.when.before) if last else now
        return now - moment if last and (last.when.at or moment != now) else None

    @property
    def commands(self) -> Commands:
        """How to type a verb for this project and database."""
        return Commands(self.seen.known.folder.settings, self.target)

    @property
    def afterwards(self) -> tuple[str, ...]:
        """The steps after the way back, in order, in Markdown."""
        is_listed = bool(self.seen.last and self.seen.last.rows)
        where = "folder" if self.seen.known.folder.is_version_1 else "journal"
        return afterwards(self.way, self.commands, listed_in=where if is_listed else "")


def rollback(
    project: Project,
    *,
    url: str | None = None,
    env_var: str | None = None,
    rehearse: bool = True,
    temp: str | None = None,
    pg_bin: str | Path | None = None,
    before: Sequence[str | Path] = (),
    platform: Literal["supabase", "neon"] | None = None,
    superuser: bool = False,
    statement_timeout: float = 15.0,
    lock_timeout: float = 2.0,
    watcher: Watcher | None = None,
) -> Playbook:
    """Return the emergency playbook of a database: what was applied last, and the way back. It only reads.

    The timeouts are those of the live database. `rehearse` runs the down file on a temporary server first.

    >>> _ = journal.run(project, url=url)
    >>> journal.rollback(project, url=url, rehearse=False).passed
    True
    """
    settings, target = find_database(project, url, env_var)
    silent = watcher or Silence()
    server = TemporaryServer(
        temp=temp, pg_bin=pg_bin, before=before, platform=platform, superuser=superuser, cache=False
    )
    proof = (
        rehearsing(lambda version: server.provider(silent, version), server.recipe(settings), silent)
        if rehearse
        else None
    )
    timeouts = Timeouts(statement_timeout, lock_timeout, Wait.STATEMENT, Wait.LOCK)
    return make_playbook(settings, target, proof, timeouts)


def make_playbook(
    settings: Settings, target: Target, rehearse: Rehearse | None = None, timeouts: Timeouts = PATIENCE
) -> Playbook:
    """Make the playbook. `rehearse` proves the down file on a temporary server; without it the page has the command.

    Raises TimedOut, with who holds locks; JournalInvalid, FolderUnreadable, DatabaseUnreachable, LedgerUnusable or
    ManualTableUnusable.
    """
    folder = read_either(settings, mixed=True)
    with reading(target, timeouts) as connection:
        sessions = read_sessions(connection, settings.ledger)
    try:
        with reading(target, timeouts) as connection:
            seen = read_seen(connection, folder, sessions)
    except TimedOut as error:
        raise _with_holders(error, sessions) from None
    marks = marks_of(effects_of(seen.subject)) if seen.subject else ()
    rehearsed = None
    if rehearse and seen.subject and not seen.gone and seen.subject.tag in downs_by_tag(folder):
        rehearsed = rehearse(folder, seen.subject, seen.server_version)
    way = way_back(seen, marks, rehearsed)
    failed = [f"{stopped.name} is half way" for stopped in seen.trouble.half_way]
    failed += [f"{index} is invalid" for index, _ in seen.trouble.invalid]
    if not failed and seen.not_run:
        failed = [f"{seen.not_run[0]} has not run" + (", and more" if len(seen.not_run) > 1 else "")]
    found = [*marks, Mark(Category.FAILED, "; ".join(failed))] if failed else marks
    ordered = tuple(mark for category in Category for mark in found if mark.category is category)
    return Playbook(seen, ordered, way, target)


def _with_holders(error: TimedOut, sessions: Sequence[Session]) -> TimedOut:
    """Return the error with who holds locks; that was read without waiting for any."""
    hint = "Wait until they end, or cancel one: SELECT pg_cancel_backend(PID). Then type the command again."
    failure = TimedOut(error.message, hint=hint)
    for session in sessions:
        holds = f" holds {', '.join(session.holds)};" if session.holds else ""
        who = f"{session.role}, {session.application or 'without a name'}"
        failure.add_note(f"process {session.pid} ({who}){holds} {session.query}")
    return failure

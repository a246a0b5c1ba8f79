"""`adopt --undo`: the files of the last adoption, and with them the rows that it wrote to a ledger."""

from dataclasses import replace
from functools import partial
from typing import ClassVar

from journal.adopt.record import AdoptedRows, recorded_rows, restore, settings_of_target
from journal.connect.timeouts import LEDGER_LOCK_TIMEOUT
from journal.dataclass import dataclass
from journal.errors import SettingsInvalid
from journal.folder.rewrite.many import WrittenFiles
from journal.folder.version_1 import read_either
from journal.handback.landing import LandingWork, land
from journal.handback.ledger_conversion import LedgerConversion, LedgerState
from journal.handback.request import Database, Landing, LivePlan
from journal.ledger.rehash import FileChanges
from journal.ledger.scripts import RowChange, change_scripts
from journal.project.project import Project
from journal.rebuild.temporary import TemporaryServer
from journal.replay.watcher import Silence
from journal.verbs.arguments import find_database
from journal.verbs.locate import read_live
from journal.verbs.snapshot import UndoneWrite


@dataclass(frozen=True)
class UndoneAdoption(UndoneWrite):
    """What was restored. `rows`: how many rows were removed from the ledger of `database`."""

    document: ClassVar[str] = "adopt.undone_json"
    database: str = ""
    rows: int = 0


def undo_adopt(
    project: Project,
    *,
    url: str | None = None,
    env_var: str | None = None,
    unproved: bool = False,
    ledger_lock_timeout: float = LEDGER_LOCK_TIMEOUT,
) -> UndoneAdoption:
    """Undo the files that the last `adopt` wrote, and remove the rows that it stamped (`adopt --undo`).

    The database that got rows has to be named, unless `unproved`: then its rows stay.

    >>> journal.undo_adopt(project).passed
    False
    """
    settings = settings_of_target(project.settings)
    recorded = recorded_rows(settings)
    target = find_database(project, url, env_var, writes=True)[1] if url or env_var else None
    only_files = f"To restore only the files: {settings.command('adopt', '--undo', '--unproved')}"
    if recorded.rows and not unproved and (target is None or target.shown != recorded.database):
        raise SettingsInvalid(
            f"The ledger of {recorded.database} has rows of this adoption; nothing was undone.",
            hint=f"Name it: {settings.command('adopt', '--undo', '--url', 'URL')}. {only_files}",
        )
    if target is None or not recorded.rows or target.shown != recorded.database:
        return UndoneAdoption(restore(settings))
    live = read_live(target, settings)
    present = recorded.among(live.ledger.rows)
    database = Database(target, live, TemporaryServer().provider(Silence()), ledger_lock_timeout)
    landing = Landing(database, LivePlan(()), converts=bool(present))
    undone = list[WrittenFiles | None]()
    work = LandingWork(read_either(settings), FileChanges(), converting=partial(_without, recorded))
    land(work, [landing] if present else [], lambda: undone.append(restore(settings)))
    return UndoneAdoption(undone[0] if undone else None, target.shown, len(present))


def _without(recorded: AdoptedRows, state: LedgerState) -> LedgerConversion | None:
    """Return what removes the rows of the adoption that are still there, after a copy of the table."""
    rows = recorded.among(state.ledger.rows)
    if not rows:
        return None
    place = replace(state.place, named=state.ledger.named)
    done, undone = change_scripts(place, [RowChange(row, None, "") for row in rows], (), state.backup, 0)
    after = tuple(row for row in state.ledger.rows if row not in rows)
    return LedgerConversion(after, done.changes, undone.changes)

"""`handback --undo`: the files of the last handback, and with them the hashes in the databases that followed."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from journal.connect.timeouts import LEDGER_LOCK_TIMEOUT
from journal.dataclass import dataclass
from journal.errors import SettingsInvalid
from journal.folder.rewrite.many import WrittenFiles
from journal.folder.version_1 import read_either
from journal.handback.databases import find_databases
from journal.handback.landing import LandingWork, land
from journal.handback.ledger_conversion import Converting
from journal.handback.publish import take_back
from journal.handback.recorded import RecordedChanges, undoable_changes
from journal.handback.request import Database, Landing, LivePlan
from journal.handback.version_0_ledger import to_version_1
from journal.handback.version_1_ledger import to_no_names
from journal.ledger.predict import local_migrations
from journal.ledger.rehash import plan_rehash
from journal.project.project import Project
from journal.rebuild.temporary import TemporaryServer
from journal.replay.watcher import Silence
from journal.verbs.locate import read_live
from journal.verbs.snapshot import UndoneWrite


@dataclass(frozen=True)
class UndoneHandback(UndoneWrite):
    """What was restored. `databases`: those whose rows have the `what` of the old files again; `left`: not again."""

    document: ClassVar[str] = "handback.undone_json"
    databases: tuple[str, ...] = ()
    what: str = ""
    left: tuple[str, ...] = ()


def undo_handback(
    project: Project,
    *,
    url: Sequence[str] = (),
    env_var: Sequence[str] = (),
    unproved: bool = False,
    ledger_lock_timeout: float = LEDGER_LOCK_TIMEOUT,
) -> UndoneHandback:
    """Undo the files that the last `handback` wrote, and the rows that followed them (`handback --undo`).

    The databases whose rows got other hashes or names have to be named, unless `unproved`. Stamped rows stay, with the
    hashes of the old files.

    >>> journal.undo_handback(project).passed
    False
    """
    recorded = undoable_changes(project.settings)
    settings, targets = find_databases(project, url, env_var)
    files = replace(settings, typed=(), env_var=None).command("handback", "--undo", "--unproved")
    shown, only_files = [target.shown for target in targets], f"To restore only the files: {files}"
    missing = [name for name in recorded.databases if name not in shown]
    if missing and not unproved:
        words, what = ["--url", "URL"] * len(missing), recorded.changes.what
        raise SettingsInvalid(
            f"Rows of {', '.join(missing)} have the {what} of the files of this handback; nothing was undone.",
            hint=f"Name these databases: {settings.command('handback', '--undo', *words)}. {only_files}",
        )
    if not targets or not recorded.changes:
        return UndoneHandback(take_back(settings), what=recorded.changes.what, left=tuple(missing))
    folder = read_either(replace(settings, meta=settings.migrations / "meta"))
    changes = recorded.reverse
    landings = []
    for target in targets:
        live = read_live(target, settings)
        rehash = plan_rehash(local_migrations(folder), live.ledger, live.manual, changes)
        database = Database(target, live, TemporaryServer().provider(Silence()), ledger_lock_timeout)
        if rehash.refused:
            raise SettingsInvalid(f"{target.shown}: {rehash.refused} Nothing was undone.", hint=only_files)
        refused = recorded.later_rows(live.ledger)
        if refused:
            rows = f"row {', '.join(map(str, refused))} of Drizzle's ledger has the name of a later migration"
            way = f"To go back with it: {settings.command('handback', '--to', '0.x', '--dry-run')}. {only_files}"
            raise SettingsInvalid(f"{target.shown}: {rows}. Nothing was undone.", hint=way)
        converts = target.shown in recorded.copies or bool(recorded.folders and live.ledger.named)
        landings.append(Landing(database, LivePlan((), rehash=rehash), converts=converts))
    undone = list[WrittenFiles | None]()
    due = [one for one in landings if one.is_due]
    work = LandingWork(folder, changes, converting=_converting(recorded), undoes=True)
    landed = land(work, due, lambda: undone.append(take_back(settings)))
    return UndoneHandback(
        undone[0] if undone else None, tuple(one.database.target.shown for one in landed), changes.what, tuple(missing)
    )


def _converting(recorded: RecordedChanges) -> Converting | None:
    """Return what gives the ledgers the columns of the old layout."""
    if recorded.folders:
        return partial(to_no_names, recorded.whens)
    return partial(to_version_1, recorded.copies) if recorded.copies else None

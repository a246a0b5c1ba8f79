"""`rebase --undo`: the files of the last rebase, and with them the rows of the databases that followed."""

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
from journal.handback.publish import take_back
from journal.handback.request import Database, Landing, LivePlan
from journal.ledger.predict import local_migrations
from journal.ledger.rehash import FileChanges, plan_rehash
from journal.ledger.renamed_rows import NameChanges
from journal.project.project import Project
from journal.rebase.record import read_record, record_base
from journal.rebase.rows import MovedRows, converted, moved_rows
from journal.rebuild.temporary import TemporaryServer
from journal.replay.watcher import Silence
from journal.verbs.locate import read_live
from journal.verbs.snapshot import UndoneWrite


@dataclass(frozen=True)
class UndoneRebase(UndoneWrite):
    """What was restored. `databases`: those whose rows are as they were before."""

    document: ClassVar[str] = "rebase.undone_json"
    databases: tuple[str, ...] = ()


def undo_rebase(
    project: Project,
    *,
    url: Sequence[str] = (),
    env_var: Sequence[str] = (),
    unproved: bool = False,
    ledger_lock_timeout: float = LEDGER_LOCK_TIMEOUT,
) -> UndoneRebase:
    """Undo the files that the last `rebase` wrote, and the rows that followed them (`rebase --undo`).

    The databases whose rows followed have to be named, unless `unproved`. Conflict markers come back, too.

    >>> journal.undo_rebase(project).passed
    False
    """
    record, base = read_record(project.settings), record_base(project.settings)
    settings, targets = find_databases(project, url, env_var)
    files = replace(settings, typed=(), env_var=None).command("rebase", "--undo", "--unproved")
    shown, only_files = [target.shown for target in targets], f"To restore only the files: {files}"
    missing = [name for name in record.databases if name not in shown]
    if missing and not unproved:
        words = ["--url", "URL"] * len(missing)
        raise SettingsInvalid(
            f"Rows of {', '.join(missing)} have followed the files of this rebase; nothing was undone.",
            hint=f"Name these databases: {settings.command('rebase', '--undo', *words)}. {only_files}",
        )
    if not targets:
        return UndoneRebase(take_back(settings, base))
    folder = read_either(settings)
    moves = tuple(one.reverse for one in record.moves)
    changes = FileChanges((), NameChanges(record.tags).reverse)
    landings, planned = [], dict[str, MovedRows]()
    for target in targets:
        live = read_live(target, settings)
        rows, rehash = (
            moved_rows(moves, live.ledger, {}),
            plan_rehash(local_migrations(folder), live.ledger, live.manual, changes),
        )
        if rehash.refused or rows.twice:
            why = rehash.refused or f"row {', '.join(map(str, rows.twice))} is recorded twice."
            raise SettingsInvalid(f"{target.shown}: {why} Nothing was undone.", hint=only_files)
        planned[target.shown] = rows
        database = Database(target, live, TemporaryServer().provider(Silence()), ledger_lock_timeout)
        landings.append(Landing(database, LivePlan((), rehash=rehash), converts=bool(rows.changes)))
    undone = list[WrittenFiles | None]()
    due = [one for one in landings if one.is_due]
    work = LandingWork(folder, changes, converting=partial(converted, moves, {}, planned))
    landed = land(work, due, lambda: undone.append(take_back(settings, base)))
    return UndoneRebase(undone[0] if undone else None, tuple(one.database.target.shown for one in landed))

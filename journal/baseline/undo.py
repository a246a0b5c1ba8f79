"""`baseline --undo`: the files of the last baseline, and with them its row in the ledger of the source."""

from pathlib import Path

from journal.baseline.ledger_row import without_row
from journal.baseline.publish import finish, refuse_later, take_back, written_record
from journal.baseline.result import UndoneBaseline
from journal.connect.find import find_target
from journal.connect.target import target_of
from journal.connect.timeouts import LEDGER_LOCK_TIMEOUT
from journal.errors import SettingsInvalid
from journal.folder.rewrite.many import WrittenFiles
from journal.folder.version_1 import read_either
from journal.project.project import Project

_Taken = tuple[WrittenFiles | None, tuple[Path, ...], tuple[Path, ...]]


def undo_baseline(
    project: Project,
    *,
    from_url: str | None = None,
    env_var: str | None = None,
    ledger_lock_timeout: float = LEDGER_LOCK_TIMEOUT,
) -> UndoneBaseline:
    """Undo the files that `baseline` wrote, and the row that --stamp wrote with them (`baseline --undo`).

    The database that was stamped has to be named. Raises JournalChanged where a file has changed since.

    >>> journal.undo_baseline(project).passed
    False
    """
    settings = project.settings
    finish(settings)
    found = written_record(settings)
    if found is None:
        return UndoneBaseline(None)
    files, record, _ = found
    refuse_later(settings, files)
    if not (from_url or env_var):
        if record.database:
            again = settings.command("baseline", "--undo", "--from-url", "URL")
            raise SettingsInvalid(
                f"The ledger of {record.database} has the row of {record.tag}; nothing was undone.",
                hint=f"Name that database: {again}",
            )
        return UndoneBaseline(*take_back(settings))
    target = target_of(from_url, "--from-url") if from_url else find_target(settings, env_var=env_var)
    undone = list[_Taken]()
    folder = read_either(settings)
    removed = without_row(
        target, folder, record.tag, ledger_lock_timeout, lambda: undone.append(take_back(settings))
    )  # fmt: skip
    return UndoneBaseline(*undone[0], database=target.shown if removed else "")

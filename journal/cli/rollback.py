"""drizzle-journal rollback."""

from collections.abc import Callable

from typer import Option

import journal
from journal.cli.loudness import LOUDNESS
from journal.cli.options import Json, command
from journal.cli.output import talk, tell
from journal.cli.progress import Progress
from journal.playbook.rollback import Playbook
from journal.report.rollback.page import page


@command(journal.rollback, {"rehearse": Option(help="First rehearse the down file on a temporary server.")})
def rollback(call: Callable[..., Playbook], *, json: Json = False) -> int:
    """Print the emergency playbook of a database.

    The playbook says what is unfinished now, and what was applied last. It shows the down file, the result of its
    rehearsal, and what would be lost. It names the point in time to restore to, and what to do afterwards. The command
    only reads. Exit 0: there is a down file, or nothing to revert. 1: there is no way back by a down file. 2: not
    checked.
    """
    result = call(watcher=_RehearsalNote(quiet=json or LOUDNESS.quiet))
    return tell(result, lambda: page(result), json=json, as_it_is=True)


class _RehearsalNote(Progress):
    """Writes that the rehearsal has begun, and nothing of it: a database in trouble has its reader's attention."""

    def __init__(self, *, quiet: bool) -> None:
        self.written = quiet

    def starting(self, total: int, temporary: str = "") -> None:
        if not self.written:
            talk("rehearsing the down file on a temporary server; --no-rehearse skips that\n")
        self.written = True

"""drizzle-journal status."""

from collections.abc import Callable

from typer import Option

import journal
from journal.cli.loudness import LOUDNESS
from journal.cli.options import Json, command
from journal.cli.output import tell
from journal.report.status import status_text
from journal.verbs.status import StatusResult

OPTIONS = {
    "fail_on": Option(
        help="Exit with 1 for migrations in these states, such as pending,skipped. Default: all but applied and "
        "pending.",
        metavar="STATES",
    )
}


@command(journal.status, OPTIONS, databases=True, projects=True)
def status(call: Callable[..., StatusResult], *, json: Json = False) -> int:
    """Show applied, pending and skipped migrations.

    Compares a live database with the journal, and shows what the next drizzle-kit migrate does, and why. Reads in a
    transaction that cannot write. Exit 0: all is well. 1: something is not. 2: not checked.
    """
    result = call()
    return tell(result, lambda: status_text(result, verbose=LOUDNESS.verbose), json=json)

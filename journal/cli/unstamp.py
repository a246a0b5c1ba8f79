"""drizzle-journal unstamp."""

from collections.abc import Callable

from typer import Argument, Option

import journal
from journal.cli.consent import asking, refuse_both
from journal.cli.options import Json, Sql, Yes, command
from journal.cli.output import tell
from journal.cli.progress import watching
from journal.report.unstamp import consent_text, sql_text, unstamp_text
from journal.verbs.unstamp import UnstampResult

OPTIONS = {
    "tags": Argument(help="The migrations that did not run. Without them, they are listed.", metavar="TAG..."),
    "unproved": Option(
        help="Skip the proof that the live schema is the one without them. The report says so. What is there stays "
        "recorded."
    ),
}


@command(journal.unstamp, OPTIONS)
def unstamp(
    call: Callable[..., UnstampResult], *, apply: bool, yes: Yes = False, sql: Sql = False, json: Json = False
) -> int:
    """Remove the records of migrations that did not run.

    The opposite of stamp: removes the rows of these migrations from Drizzle's ledger, so that the next migrate runs
    them. Refuses where anything that they make is in the database; a replay proves that the live schema is the one
    after the entries that stay. Writes only with --apply, after a copy of the table. Exit 0: done. 1: refused. 2: not
    checked.
    """
    refuse_both(apply=apply, sql=sql)
    with watching("connecting", quiet=json) as watcher:
        result = call(watcher=watcher, agree=asking(consent_text, yes=yes, quiet=json, watcher=watcher))
    return tell(result, lambda: unstamp_text(result), json=json, sql=(lambda: sql_text(result)) if sql else None)

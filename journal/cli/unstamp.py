"""drizzle-journal unstamp."""

from collections.abc import Callable

from typer import Argument, Option

import journal
from journal.cli.consent import asking, refuse_sql_and_yes
from journal.cli.options import Json, Sql, Yes, command
from journal.cli.output import tell
from journal.cli.progress import watching
from journal.report.unstamp import consent_text, plan_text, sql_text, unstamp_text
from journal.verbs.unstamp import UnstampResult

OPTIONS = {
    "tags": Argument(
        help="The migrations that did not run. Without a TAG, the command lists recorded migrations whose objects "
        "are missing.",
        metavar="TAG...",
    ),
    "unproved": Option(
        help="Do not compare the live schema with a replay of the other entries. The report then says NOT PROVED. "
        "A migration is still refused if the database has its objects."
    ),
}


@command(journal.unstamp, OPTIONS)
def unstamp(
    call: Callable[..., UnstampResult], *, dry_run: bool, yes: Yes = False, sql: Sql = False, json: Json = False
) -> int:
    """Remove the records of migrations that did not run.

    The opposite of stamp. It removes the rows of these migrations from Drizzle's ledger. The next migrate runs them.
    The same transaction removes their rows in _manual_migrations. The command refuses if the database has an object
    that one of these migrations creates. Before it writes, it compares the live schema with a replay of the other
    recorded entries. Shows the plan and asks; without a terminal, --yes is required. Each table is copied first. Exit
    0: done. 1: refused. 2: not checked.
    """
    refuse_sql_and_yes(sql=sql, yes=yes)
    with watching("connecting", quiet=json) as watcher:
        agree = asking(consent_text, yes=yes, quiet=json, watcher=watcher, plan_text=plan_text)
        result = call(dry_run=dry_run or sql, watcher=watcher, agree=agree)
    return tell(result, lambda: unstamp_text(result), json=json, sql=(lambda: sql_text(result)) if sql else None)

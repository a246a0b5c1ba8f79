"""drizzle-journal repair."""

from collections.abc import Callable

from typer import Option

import journal
from journal.cli.consent import asking, refuse_sql_and_yes
from journal.cli.options import Json, Sql, Yes, command
from journal.cli.output import tell
from journal.report.repair import consent_text, plan_text, repair_text, sql_text
from journal.verbs.repair import RepairResult

OPTIONS = {
    "accept": Option(help="Accept the edited file and record its new hash in the ledger.", metavar="TAG"),
    "remove_row": Option(
        help="Remove this row: a duplicate, or a row that belongs to no migration. May be repeated.", metavar="ID"
    ),
    "move_rows": Option(
        help="Move the rows of another application to a ledger of its own. DIR is the migrations folder of that "
        "application, in this repository.",
        metavar="DIR",
    ),
}


@command(journal.repair, OPTIONS, renamed={"--lock-timeout": "--ledger-lock-timeout"})
def repair(
    call: Callable[..., RepairResult], *, dry_run: bool, yes: Yes = False, sql: Sql = False, json: Json = False
) -> int:
    """Repair the rows of Drizzle's ledger.

    Corrects a wrong created_at: NULL, a time in seconds, or the time of the run. It becomes the `when` of the entry.
    Reports edited files, duplicate rows, and rows that belong to no migration. It changes such a row only if an option
    names it. Shows the plan and asks; without a terminal, --yes is required. The table is copied first. Exit 0: the
    plan corrects all that is wrong. 1: other faults remain. 2: not checked.
    """
    refuse_sql_and_yes(sql=sql, yes=yes)
    agree = asking(consent_text, yes=yes, quiet=json, plan_text=plan_text)
    result = call(dry_run=dry_run or sql, agree=agree)
    return tell(result, lambda: repair_text(result), json=json, sql=(lambda: sql_text(result)) if sql else None)

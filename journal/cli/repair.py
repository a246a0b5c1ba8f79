"""drizzle-journal repair."""

from collections.abc import Callable

from typer import Option

import journal
from journal.cli.consent import asking, refuse_sql_and_yes
from journal.cli.options import Json, Sql, Yes, command
from journal.cli.output import tell
from journal.report.repair import consent_text, plan_text, repair_text, sql_text, write_command
from journal.verbs.repair import RepairResult

OPTIONS = {
    "accept": Option(help="Accept the edited file and record its new hash in the ledger.", metavar="TAG"),
    "remove_row": Option(help="Remove this duplicate row, or row of no migration. May be repeated.", metavar="ID"),
    "move_rows": Option(
        help="Move the rows of another application of the repository, named by the folder of its migrations, to a "
        "ledger of its own.",
        metavar="DIR",
    ),
}


@command(journal.repair, OPTIONS, renamed={"--lock-timeout": "--ledger-lock-timeout"})
def repair(
    call: Callable[..., RepairResult], *, dry_run: bool, yes: Yes = False, sql: Sql = False, json: Json = False
) -> int:
    """Repair the rows of Drizzle's ledger.

    A created_at that is NULL, in seconds or from the clock becomes the entry's `when`. Edited files, duplicates and
    foreign rows are reported, and changed only where an option names them. Shows the plan and asks; without a
    terminal, --yes is required. The table is copied first. Exit 0: the ledger is, or would be, right. 1: something
    remains. 2: not checked.
    """
    refuse_sql_and_yes(sql=sql, yes=yes)
    agree = asking(consent_text, yes=yes, quiet=json, plan_text=plan_text, write_command=write_command)
    result = call(dry_run=dry_run or sql, agree=agree)
    return tell(result, lambda: repair_text(result), json=json, sql=(lambda: sql_text(result)) if sql else None)

"""drizzle-journal stamp."""

from collections.abc import Callable
from functools import partial

from typer import Option

import journal
from journal.cli.consent import asking, refuse_sql_and_yes
from journal.cli.loudness import LOUDNESS
from journal.cli.options import Json, Sql, Yes, command
from journal.cli.output import tell
from journal.cli.progress import watching
from journal.report.stamp import consent_text, plan_text, sql_text, stamp_text
from journal.verbs.stamp import StampResult

OPTIONS = {
    "to": Option(
        help="The last migration that has run. With --replaces, the last that is recorded; else the "
        "command without --to lists the migrations.",
        metavar="TAG",
    ),
    "replaces": Option(
        help="Remove the rows of squashed files from the ledger. ROWS is a list of ids, such as 1-5,8, or the word "
        "`history`. With `history`, the command finds these rows in the history of git. The table is copied "
        "first.",
        metavar="ROWS",
    ),
    "unproved": Option(help="Do not compare the live schema with a replay up to TAG. The report then says NOT PROVED."),
}


@command(
    journal.stamp,
    OPTIONS,
    renamed={"--lock-timeout": "--ledger-lock-timeout"},
    without=("lock_timeout",),
    databases=True,
)
def stamp(
    call: Callable[..., StampResult], *, dry_run: bool, yes: Yes = False, sql: Sql = False, json: Json = False
) -> int:
    """Record migrations as applied without running them.

    Marks the journal's entries up to TAG as applied in Drizzle's ledger. The next migrate begins after them. Other
    tools call this baseline, resolve or mark as applied. Before it writes, it compares the live schema with a replay
    up to TAG. Shows the plan and asks; without a terminal, --yes is required. Exit 0: done, or nothing to do.
    1: refused. 2: not checked.
    """
    refuse_sql_and_yes(sql=sql, yes=yes)
    with watching("connecting", quiet=json) as watcher:
        shown = partial(plan_text, verbose=LOUDNESS.verbose)
        agree = asking(consent_text, yes=yes, quiet=json, watcher=watcher, plan_text=shown)
        result = call(dry_run=dry_run or sql, watcher=watcher, agree=agree)
    return tell(
        result,
        lambda: stamp_text(result, verbose=LOUDNESS.verbose),
        json=json,
        sql=(lambda: sql_text(result)) if sql else None,
    )

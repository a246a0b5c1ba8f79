"""drizzle-journal stamp."""

from collections.abc import Callable

from typer import Option

import journal
from journal.cli.consent import asking, refuse_both
from journal.cli.loudness import LOUDNESS
from journal.cli.options import Json, Sql, Yes, command
from journal.cli.output import tell
from journal.cli.progress import watching
from journal.report.stamp import consent_text, sql_text, stamp_text
from journal.verbs.stamp import StampResult

OPTIONS = {
    "to": Option(help="The last migration that has run. Without it, they are listed.", metavar="TAG"),
    "replaces": Option(
        help="Remove the rows of files that were squashed into these: `history` for those whose files git's history "
        "has, else ids such as 1-5,8. The table is copied first.",
        metavar="ROWS",
    ),
    "unproved": Option(help="Skip the proof that the live schema is the one after TAG. The report says so."),
}


@command(
    journal.stamp,
    OPTIONS,
    renamed={"--lock-timeout": "--ledger-lock-timeout"},
    without=("lock_timeout",),
    databases=True,
)
def stamp(
    call: Callable[..., StampResult], *, apply: bool, yes: Yes = False, sql: Sql = False, json: Json = False
) -> int:
    """Record migrations as applied without running them.

    Marks the journal's entries up to TAG as applied in Drizzle's ledger (other tools: baseline, resolve), so that the
    next migrate begins after them. A replay first proves that the live schema is the one after TAG. Writes only with
    --apply. Exit 0: done, or nothing to do. 1: refused. 2: not checked.
    """
    refuse_both(apply=apply, sql=sql)
    with watching("connecting", quiet=json) as watcher:
        result = call(watcher=watcher, agree=asking(consent_text, yes=yes, quiet=json, watcher=watcher))
    return tell(
        result,
        lambda: stamp_text(result, verbose=LOUDNESS.verbose),
        json=json,
        sql=(lambda: sql_text(result)) if sql else None,
    )

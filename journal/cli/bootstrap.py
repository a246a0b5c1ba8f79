"""drizzle-journal bootstrap."""

from collections.abc import Callable

from typer import Option

import journal
from journal.cli.loudness import LOUDNESS
from journal.cli.options import Json, command
from journal.cli.output import Output, exit_code
from journal.cli.progress import watching
from journal.cli.scaffold import UNLISTED
from journal.rebuild.parity import GOOD
from journal.report.bootstrap import bootstrap_verdict, rows, summary_text
from journal.report.parts import EntryRow, shortened_table, table_text
from journal.verbs.bootstrap import Bootstrapped

OPTIONS = {
    "accept_edited": Option(help="Accept the edited file and record its new hash. May be repeated.", metavar="TAG"),
    **UNLISTED,
    "reason": Option(
        help="Why --ignore ignores these files, or --accept-edited accepts them. It is written beside the pattern, or "
        "in the lock.",
        metavar="TEXT",
    ),
    "lock": Option(
        help="Write the hashes into drizzle-journal.lock, and the journal without them, as drizzle-kit does. Once "
        "there is a lock, it is used without this option."
    ),
    "url": Option(
        help="The URL of a database that has run the migrations: its ledger has the `when` of a journal that was lost, "
        "and is only read. Default: DATABASE_URL or POSTGRES_URL of the environment.",
        metavar="URL",
    ),
}


@command(journal.bootstrap, OPTIONS)
def bootstrap(call: Callable[..., Bootstrapped], *, dry_run: bool, json: Json = False) -> int:
    """Build the journal and verify it by a replay.

    Begins the journal if there is none. Replays its entries on a temporary PostgreSQL (a shadow database), fills in
    the hashes, in the journal or in drizzle-journal.lock, and compares. Writes only if journal, files and that database
    agree. Files that the journal does not list are shown. Only --add adds them. Exit 0: all agree. 1: they do not
    agree, a statement failed, or a file is neither listed nor ignored. 2: not checked.
    """
    with watching("starting PostgreSQL", quiet=json) as watcher:
        result = call(watcher=watcher)
    out = Output(json=json)
    if json:
        out.answer(result.to_json(), exit_code(result))
        return exit_code(result)
    out.report(bootstrap_verdict(result, dry_run=dry_run))
    table = rows(result) if LOUDNESS.verbose else shortened_table(rows(result))
    if out.terminal:
        out.table(EntryRow._fields, table, frozenset(GOOD))
    else:
        out.text(table_text(table))
    out.report(summary_text(result, dry_run=dry_run))
    return exit_code(result)

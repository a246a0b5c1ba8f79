"""drizzle-journal scaffold."""

from collections.abc import Callable

from typer import Option

import journal
from journal.cli.loudness import LOUDNESS
from journal.cli.options import Json, command
from journal.cli.output import tell
from journal.report.scaffold import scaffold_text
from journal.verbs.scaffold import Scaffolded

UNLISTED = {
    "add": Option(
        help="Add this file at the end of the journal. TAG is a tag, or `all`, or `new`: all files with a number or "
        "date after the newest entry. May be repeated.",
        metavar="TAG",
    ),
    "in_place": Option(help="Add the entries of --add in the order of their names, not at the end."),
    "ignore": Option(
        help="Put this pattern on the ignore list of the settings: such files are not migrations. May be repeated.",
        metavar="PATTERN",
    ),
    "reason": Option(help="Why --ignore ignores these files. It is written beside the pattern.", metavar="TEXT"),
}
"""The options that decide about files that the journal does not list."""


@command(journal.scaffold, UNLISTED)
def scaffold(call: Callable[..., Scaffolded], *, dry_run: bool, json: Json = False) -> int:
    """Begin a journal, or add entries to it, without hashes.

    Without a journal, every migration gets an entry with "hash": null. The baseline comes first. The others follow by
    the number or date in the name. If there is a journal, only files that --add names get an entry. Down files are
    skipped. Existing entries keep every byte. Exit 1: a file is neither listed nor ignored.
    """
    result = call()
    return tell(result, lambda: scaffold_text(result, dry_run=dry_run, verbose=LOUDNESS.verbose), json=json)

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
        help="List this file in the journal, at its end: a tag, `new` for all that are numbered or dated after the "
        "newest entry, or `all`. May be repeated.",
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

    Where there is no journal, every migration gets an entry with "hash": null: the baseline first, then by the number
    or date in the name. Later, only the files that --add names. Down files are skipped. Existing entries keep every
    byte. Exit 1: a file is neither listed nor ignored.
    """
    result = call()
    return tell(result, lambda: scaffold_text(result, dry_run=dry_run, verbose=LOUDNESS.verbose), json=json)

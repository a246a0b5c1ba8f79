"""drizzle-journal locate."""

from collections.abc import Callable

import journal
from journal.cli.loudness import LOUDNESS
from journal.cli.options import Json, command
from journal.cli.output import tell
from journal.cli.progress import watching
from journal.report.locate import locate_text
from journal.verbs.locate import LocateResult


@command(journal.locate)
def locate(call: Callable[..., LocateResult], *, json: Json = False) -> int:
    """Find the migration that a live schema corresponds to.

    Replays the migrations, and compares the schema after each migration with the live schema. Only reads. Exit 0: the
    live schema equals one of them. 1: it equals none; the nearest is shown with the differences (drift). 2: not
    checked.
    """
    with watching("starting PostgreSQL", quiet=json) as watcher:
        result = call(watcher=watcher)
    return tell(result, lambda: locate_text(result, verbose=LOUDNESS.verbose), json=json)

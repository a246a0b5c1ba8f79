"""drizzle-journal cache."""

from collections.abc import Callable

import journal
from journal.cli.options import Json, command
from journal.cli.output import tell
from journal.report.cache import stored_text
from journal.verbs.cache import CacheContents


@command(journal.cache)
def show(call: Callable[..., CacheContents], *, json: Json = False) -> int:
    """List what is cached to make runs faster.

    These are empty database clusters, databases of slow replays, and programs that the npm package installed.
    """
    contents = call()
    return tell(contents, lambda: stored_text(contents), json=json)


@command(journal.clear_cache)
def clear(call: Callable[..., CacheContents], *, json: Json = False) -> int:
    """Remove everything from the cache.

    The next run takes a little longer: it creates these files again. A program of the npm package that is running is
    not removed.
    """
    contents = call()
    return tell(contents, lambda: stored_text(contents), json=json)

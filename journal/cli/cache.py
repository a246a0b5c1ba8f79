"""journal cache."""

from collections.abc import Callable

from journal import api
from journal.cli.options import Json, command
from journal.cli.output import tell
from journal.report.cache import stored_text


@command(api.cache)
def show(call: Callable[..., api.CacheContents], *, json: Json = False) -> int:
    """List what is cached to make runs faster.

    Empty clusters to clone, and databases after a slow replay.
    """
    contents = call()
    return tell(contents, lambda: stored_text(contents.word, contents.stored), json=json)


@command(api.clear_cache)
def clear(call: Callable[..., api.CacheContents], *, json: Json = False) -> int:
    """Remove everything from the cache.

    The next run creates what it needs, and takes a little longer.
    """
    contents = call()
    return tell(contents, lambda: stored_text(contents.word, contents.stored), json=json)

"""journal cache."""

from journal import api
from journal.cli.options import Json, command
from journal.cli.output import tell
from journal.report.cache import stored_text


@command(api.cache)
def show(*, json: Json = False) -> int:
    """List what is cached to make runs faster.

    Empty clusters to clone, and databases after a slow replay.
    """
    return _tell(api.cache(), json=json)


@command(api.clear_cache)
def clear(*, json: Json = False) -> int:
    """Remove everything from the cache.

    The next run creates what it needs, and takes a little longer.
    """
    return _tell(api.clear_cache(), json=json)


def _tell(contents: api.CacheContents, *, json: bool) -> int:
    return tell(contents, lambda: stored_text(contents.word, contents.stored), json=json)

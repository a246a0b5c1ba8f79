"""List or remove what is cached to make runs faster."""

from typing import ClassVar, Literal

from journal.dataclass import dataclass
from journal.project.project import Result
from journal.server.embedded.cache import Stored, stored
from journal.server.embedded.cache import clear_cache as remove_stored


@dataclass(frozen=True)
class CacheContents(Result):
    """What is cached to make runs faster. `word`: kept, removed, or what a dry run would remove.

    Sizes in JSON are in bytes. `running`: programs that were left, because a process runs from them.
    """

    document: ClassVar[str] = "cache.stored_json"
    word: Literal["kept", "removed", "would_remove"]
    stored: tuple[Stored, ...]
    running: tuple[Stored, ...] = ()

    @property
    def bytes(self) -> int:
        """Return the size of all of it."""
        return sum(item.size for item in self.stored)


def cache() -> CacheContents:
    """List the clusters, replayed databases and programs of the npm package that are cached (`cache show`).

    >>> journal.cache().to_json()["status"]
    'ok'
    """
    return CacheContents("kept", stored())


def clear_cache(*, dry_run: bool = False) -> CacheContents:
    """Remove everything from the cache (`cache clear`). The next run takes a little longer.

    Programs that run are left. `dry_run` only lists.

    >>> journal.clear_cache().word
    'removed'
    """
    removed, running = remove_stored(dry_run=dry_run)
    return CacheContents("would_remove" if dry_run else "removed", removed, running)

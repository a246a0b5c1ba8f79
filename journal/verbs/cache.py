"""List or remove what is cached to make runs faster."""

from typing import ClassVar, Literal

from journal.dataclass import dataclass
from journal.project.project import Result
from journal.server.embedded.cache import Stored, stored
from journal.server.embedded.cache import clear_cache as remove_stored


@dataclass(frozen=True)
class CacheContents(Result):
    """What is cached to make runs faster. `word`: kept, or removed. Sizes in JSON are in bytes."""

    document: ClassVar[str] = "cache.stored_json"
    word: Literal["kept", "removed"]
    stored: tuple[Stored, ...]

    @property
    def bytes(self) -> int:
        """Return the size of all of it."""
        return sum(item.size for item in self.stored)


def cache() -> CacheContents:
    """List the clusters and replayed databases that are cached to make runs faster (`cache show`).

    >>> journal.cache().to_json()["status"]
    'ok'
    """
    return CacheContents("kept", stored())


def clear_cache() -> CacheContents:
    """Remove everything from the cache (`cache clear`). The next run takes a little longer.

    >>> journal.clear_cache().word
    'removed'
    """
    return CacheContents("removed", remove_stored())

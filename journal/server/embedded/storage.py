"""What the embedded server keeps between runs: clusters to clone, and databases as slow replays left them."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from journal.server.embedded.template import IN_USE
from journal.server.folders import CACHE, cache_folder
from journal.server.locks import FileLock
from journal.server.own_folder import is_own_folder, remove_folder, size_of


@dataclass(frozen=True)
class Stored:
    """A file or folder in the cache: a `cluster` or a `state`, and its size in bytes."""

    path: Path
    what: str
    size: int


def stored() -> tuple[Stored, ...]:
    """Return everything that is kept for this user."""
    found = ((what, path) for what, name in (("cluster", "templates"), ("state", "states")) for path in _kept(name))
    return tuple(Stored(path, what, _size(path)) for what, path in found)


def _kept(name: str) -> Iterator[Path]:
    yield from (path for path in sorted(cache_folder(name).iterdir()) if path.name not in (IN_USE, "gate"))


def _size(path: Path) -> int:
    try:
        return size_of(path) if is_own_folder(path) else path.lstat().st_size
    except FileNotFoundError:  # removed meanwhile
        return 0


def clear_cache() -> tuple[Stored, ...]:
    """Remove everything and return it. Waits for runs that clone a cluster; an open state stays readable."""
    templates = cache_folder("templates")
    with ExitStack() as locks:
        with CACHE.explained(templates):
            locks.enter_context(FileLock()).take(templates / IN_USE, wait=True)
        removed = stored()
        for item in removed:
            remove_folder(item.path)
    return removed

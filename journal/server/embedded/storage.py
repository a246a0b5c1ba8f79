"""What the embedded server keeps between runs: clusters to clone, and databases as slow replays left them."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from journal.server.embedded.cache import cache_folder, cached
from journal.server.embedded.template import IN_USE
from journal.server.locks import FileLock
from journal.server.own_folder import is_own_folder, remove_folder
from journal.server.runs import size_of

_CLUSTER = "cluster"


@dataclass(frozen=True)
class Stored:
    """A file or folder that is kept, what it is, and the bytes it takes."""

    path: Path
    what: str
    size: int


def stored() -> tuple[Stored, ...]:
    """All that is kept for this user, as it is now."""
    found = [(what, path) for what, folder in _folders() for path in sorted(folder.iterdir())]
    return tuple(_stored(what, path) for what, path in found if path.name not in (IN_USE, "gate"))


def _stored(what: str, path: Path) -> Stored:
    """One that is gone by now takes nothing."""
    try:
        return Stored(path, what, size_of(path) if is_own_folder(path) else path.lstat().st_size)
    except FileNotFoundError:
        return Stored(path, what, 0)


def clear_cache() -> tuple[Stored, ...]:
    """Remove it, and say what it was. Waits for those who are cloning a cluster; what is being read stays readable."""
    with ExitStack() as locks:
        for what, folder in _folders():
            if what == _CLUSTER:
                with cached(folder):
                    locks.enter_context(FileLock()).take(folder / IN_USE, wait=True)
        removed = stored()
        for one in removed:
            remove_folder(one.path)
    return removed


def _folders() -> Iterator[tuple[str, Path]]:
    yield _CLUSTER, cache_folder("templates")
    yield "state", cache_folder("states")

"""What a killed run of ours leaves among the user's files: names that nothing else has, and their removal.

Each is locked by the run that makes it, and the kernel lets go of that lock whatever way the run ends.
"""

import fcntl
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from journal.project.paths import real_path

_MARK = ".drizzle-journal-"
_OURS = re.compile(r"(?P<name>.*)\.drizzle-journal-[a-z0-9_]{8}\.(?P<kind>tmp|old)", re.DOTALL)
_ASIDE = ".old"


def temporary_file(path: Path) -> tuple[int, Path]:
    """A new file beside `path`, open and locked. One for a file in `meta/` begins as that does, with `_`.

    drizzle-kit passes over those, should a kill leave one behind.
    """
    stem = path.name if path.name.startswith("_") else ""

    def make() -> tuple[int, Path]:
        descriptor, name = tempfile.mkstemp(prefix=f"{stem}{_MARK}", suffix=".tmp", dir=path.parent)
        return descriptor, Path(name)

    return _locked(make)


@contextmanager
def temporary_folder(target: Path) -> Iterator[Path]:
    """A new folder beside `target`, locked, which is to change places with it; removed at the end, whichever it is.

    The lock goes with the folder: who opens `target` after the change finds it locked until the end.
    """

    def make() -> tuple[int, Path]:
        name = tempfile.mkdtemp(prefix=f".{target.name}{_MARK}", suffix=".tmp", dir=target.parent)
        return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC), Path(name)

    descriptor, folder = _locked(make)
    try:
        yield folder
    finally:
        remove(folder)
        os.close(descriptor)


def _locked(make: Callable[[], tuple[int, Path]]) -> tuple[int, Path]:
    """What is made, locked; made anew where another run took it for a leftover in the moment before the lock."""
    while True:
        descriptor, path = make()
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.lexists(path):
                return descriptor, path
        os.close(descriptor)


def aside_of(folder: Path) -> Path:
    """Where the old folder is for the moment in which nothing has its name; see `exchange`."""
    return folder.with_suffix(_ASIDE)


def clear(*places: Path) -> None:
    """Remove what killed runs left beside these folders and in them. Call it under journal_lock.

    A folder that was put aside gets its name again, where nothing else has it by now.
    """
    for place in dict.fromkeys(map(real_path, places)):
        for leftover, name, kind in [*_ours(place.parent), *_ours(place)]:
            if leftover.parent == place or name == f".{place.name}":
                _clear(leftover, kind, leftover.parent / name.removeprefix("."))


def _ours(folder: Path) -> list[tuple[Path, str, str]]:
    """Each with the name that it was made for, and its kind."""
    with suppress(OSError):
        found = [(path, _OURS.fullmatch(path.name)) for path in folder.iterdir()]
        return [(path, match["name"], match["kind"]) for path, match in found if match]
    return []


def _clear(leftover: Path, kind: str, place: Path) -> None:
    """A file or a folder, never a link; not that of a run that is alive, and not what we may not touch."""
    with suppress(OSError):
        mode = leftover.lstat().st_mode
        if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
            return
        descriptor = os.open(leftover, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if kind == "old" and not os.path.lexists(place):
                leftover.rename(place)
            else:
                remove(leftover)
        finally:
            os.close(descriptor)


def remove(leftover: Path) -> None:
    """Delete it, also folders in it that nobody may write to. It is no link."""
    if leftover.is_file():
        leftover.unlink()
        return
    for parent, _, _ in os.walk(leftover):
        with suppress(OSError):
            Path(parent).chmod(0o700)
    shutil.rmtree(leftover, ignore_errors=True)

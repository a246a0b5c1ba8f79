"""Temporary files and folders beside the user's files, their exchange with those, and their removal after a kill.

Each is locked by the run that makes it; the kernel releases that lock in whatever way the run ends.
"""

import ctypes
import errno
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from journal.project.files import real_path
from journal.project.system import open_flags, try_lock

_MARK = ".drizzle-journal-"
_LEFTOVER = re.compile(r"(?P<name>.*)\.drizzle-journal-[a-z0-9_]{8}\.(?P<kind>tmp|old)", re.DOTALL)
_ASIDE = ".old"


def temporary_file(path: Path) -> tuple[int, Path]:
    """Return a new file beside `path`, open and locked. Beside a name with `_`, its name begins with `_`, too.

    drizzle-kit skips such names in `meta/`, in case a kill leaves the file behind.
    """
    stem = path.name if path.name.startswith("_") else ""

    def make() -> tuple[int, Path]:
        descriptor, name = tempfile.mkstemp(prefix=f"{stem}{_MARK}", suffix=".tmp", dir=path.parent)
        return descriptor, Path(name)

    return _locked(make)


@contextmanager
def temporary_folder(target: Path) -> Iterator[Path]:
    """Yield a new, locked folder beside `target`, for an exchange with it; remove the one of this name at the end.

    The lock belongs to the folder: after the exchange, `target` is locked until the end.
    """

    def make() -> tuple[int, Path]:
        name = tempfile.mkdtemp(prefix=f".{target.name}{_MARK}", suffix=".tmp", dir=target.parent)
        return os.open(name, open_flags("O_RDONLY", "O_DIRECTORY", "O_CLOEXEC")), Path(name)

    descriptor, folder = _locked(make)
    try:
        yield folder
    finally:
        remove(folder)
        os.close(descriptor)


def _locked(make: Callable[[], tuple[int, Path]]) -> tuple[int, Path]:
    """Make and lock a path; make another one where a run removed it as a leftover just before the lock."""
    while True:
        descriptor, path = make()
        if try_lock(descriptor) and os.path.lexists(path):
            return descriptor, path
        os.close(descriptor)


def aside_of(folder: Path) -> Path:
    """Return the path of the old folder between the two steps of `exchange`."""
    return folder.with_suffix(_ASIDE)


def clear(*places: Path) -> None:
    """Remove the leftovers of killed runs beside these folders and in them. Call it under journal_lock.

    A folder that was renamed aside gets its name again, unless something else has it now.
    """
    for place in dict.fromkeys(map(real_path, places)):
        for leftover, name, kind in [*_leftovers(place.parent), *_leftovers(place)]:
            if leftover.parent == place or name == f".{place.name}":
                _clear(leftover, kind, leftover.parent / name.removeprefix("."))


def _leftovers(folder: Path) -> list[tuple[Path, str, str]]:
    """Return each leftover with the name that it was made for, and its kind."""
    with suppress(OSError):
        found = [(path, _LEFTOVER.fullmatch(path.name)) for path in folder.iterdir()]
        return [(path, match["name"], match["kind"]) for path, match in found if match]
    return []


def _clear(leftover: Path, kind: str, place: Path) -> None:
    """Remove a file or a folder, never a link, unless a living run has it locked or the system refuses."""
    with suppress(OSError):
        mode = leftover.lstat().st_mode
        if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
            return
        descriptor = os.open(leftover, open_flags("O_RDONLY", "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC"))
        try:
            if not try_lock(descriptor):
                return
            if kind == "old" and not os.path.lexists(place):
                leftover.rename(place)
            else:
                remove(leftover)
        finally:
            os.close(descriptor)


def remove(leftover: Path) -> None:
    """Delete a file or a folder, also read-only folders in it. It must not be a link."""
    if leftover.is_file():
        leftover.unlink()
        return
    for parent, _, _ in os.walk(leftover):
        with suppress(OSError):
            Path(parent).chmod(0o700)
    shutil.rmtree(leftover, ignore_errors=True)


_AT_FDCWD, _EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h


def exchange(new: Path, old: Path) -> None:
    """Give each folder the other's name; `new` gets the mode and the times of `old`. Raises OSError."""
    shutil.copystat(old, new)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        arguments = _AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(old), _EXCHANGE
        if hasattr(libc, "renameat2"):
            if libc.renameat2(*arguments) == 0:
                return
            if ctypes.get_errno() not in (errno.ENOSYS, errno.EINVAL):
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    # In two steps: a crash between them leaves the old folder under the name aside, which `clear` corrects.
    aside = aside_of(new)
    old.rename(aside)
    try:
        new.rename(old)
    except BaseException:
        aside.rename(old)
        raise
    aside.rename(new)


def sync(folder: Path) -> None:
    """Flush the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

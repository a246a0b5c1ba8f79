"""Two folders change places, in one step where the kernel has such a step."""

import ctypes
import errno
import os
import shutil
import sys
from pathlib import Path

from journal.folder.rewrite.leftovers import aside_of

_AT_FDCWD, _EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h


def exchange(one: Path, other: Path) -> None:
    """Each has the other's place then; `one` gets the mode and the times of `other`. Raises OSError."""
    shutil.copystat(other, one)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        words = _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE
        if hasattr(libc, "renameat2"):
            if libc.renameat2(*words) == 0:
                return
            if ctypes.get_errno() not in (errno.ENOSYS, errno.EINVAL):
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    _in_two_steps(one, other)


def _in_two_steps(one: Path, other: Path) -> None:
    """Without such a step in the kernel: a crash between the two leaves the old folder aside, for `clear`."""
    aside = aside_of(one)
    other.rename(aside)
    try:
        one.rename(other)
    except BaseException:
        aside.rename(other)
        raise
    aside.rename(one)


def sync(folder: Path) -> None:
    """What was renamed in a folder is on the disk then."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

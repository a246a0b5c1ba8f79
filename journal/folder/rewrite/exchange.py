"""Exchange two folders, in one step where the kernel supports it."""

import ctypes
import errno
import os
import shutil
import sys
from pathlib import Path

from journal.folder.rewrite.leftovers import aside_of

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

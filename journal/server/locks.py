"""Locks on files of ours. The kernel lets go of one whatever way its holder ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from journal.server.own_folder import open_file


class FileLock:
    """flock on a file, held until the `with` block ends."""

    def __init__(self) -> None:
        self.descriptor = -1

    def take(self, path: Path, *, wait: bool = False, shared: bool = False) -> bool:
        """Take it, alone or `shared`; without `wait`, False when somebody else is in the way.

        Raises FolderUnsafe where the path is no file of ours.
        """
        self.descriptor = open_file(path, os.O_RDWR | os.O_CREAT)
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(self.descriptor, kind | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True

    def __enter__(self) -> "FileLock":
        return self

    def __exit__(self, *_: object) -> None:
        if self.descriptor >= 0:
            os.close(self.descriptor)


@contextmanager
def gate(parent: Path) -> Iterator[None]:
    """One at a time: behind the gate nobody sees what its maker has not locked yet."""
    with FileLock() as lock:
        lock.take(parent / "gate", wait=True)
        yield

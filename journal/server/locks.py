"""Locks on private files. The kernel releases a lock however its holder ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from journal.server.own_folder import open_file


class FileLock:
    """flock on a file, released at the end of the `with` block."""

    def __init__(self) -> None:
        self.descriptor = -1

    def take(self, path: Path, *, wait: bool = False, shared: bool = False) -> bool:
        """Take the lock; without `wait`, return False if another process has it. Raises FolderUnsafe."""
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
    """Let one process at a time in, so that none finds what another has created and not yet locked."""
    with FileLock() as lock:
        lock.take(parent / "gate", wait=True)
        yield

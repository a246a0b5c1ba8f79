"""Temporary folders, one for each server or other work, and the locks that mark the living ones.

The kernel releases a lock however its holder ends, so the folders of dead runs can be removed.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import current_thread, main_thread
from typing import TYPE_CHECKING

from journal.project.system import signals
from journal.server.cache_and_run_folders import RUNS, run_parents, runs_parent
from journal.server.own_folder import (
    FolderUnsafe,
    is_own_folder,
    new_file,
    new_folder,
    open_file,
    own_folder,
    own_folders_in,
    remove_folder,
)

if TYPE_CHECKING:
    from filelock import BaseFileLock

GATE = "gate"
IN_USE = "in-use"
"""The lock of a folder, and the beginning of the names of its marks."""

_OWNER = "owner"
_PREFIX = "run-"
_POLL_SECONDS = 0.005


class FileLock:
    """A lock on a file of a private folder, released at the end of the `with` block, or by the kernel."""

    def __init__(self) -> None:
        self._lock: BaseFileLock | None = None

    def take(self, path: Path, *, wait: bool = False) -> bool:
        """Take the lock; without `wait`, return False if another process has it. Raises FolderUnsafe."""
        import filelock

        os.close(open_file(path, os.O_RDWR | os.O_CREAT))  # which checks more than filelock does
        # Nothing but a lock of the kernel: no file is deleted, and none takes its place where there is no such lock.
        lock = filelock.FileLock(
            path, timeout=-1 if wait else 0, mode=0o600, thread_local=False, poll_interval=_POLL_SECONDS,
            fallback_to_soft=False, preserve_lock_file=True,
        )  # fmt: skip
        try:
            lock.acquire()
        except filelock.Timeout:
            return False
        self._lock = lock
        return True

    def __enter__(self) -> "FileLock":
        return self

    def __exit__(self, *_: object) -> None:
        if self._lock is not None:
            self._lock.release()


@contextmanager
def gate(parent: Path) -> Iterator[None]:
    """Let one process at a time in, so that none finds what another has created and not yet locked."""
    with FileLock() as lock:
        lock.take(parent / GATE, wait=True)
        yield


@contextmanager
def locked_file(folder: Path, prefix: str) -> Iterator[Path]:
    """Create a file in a private folder; until the end of the block, its lock shows that a living process uses it."""
    with FileLock() as lock:
        with gate(folder):
            path = new_file(folder, prefix)
            lock.take(path)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Mark a private folder as in use: until the end of the block, nobody gets it from `unused`."""
    with locked_file(folder, IN_USE):
        yield


@contextmanager
def unused(folder: Path, *, wait: bool = False) -> Iterator[bool]:
    """Tell whether nobody uses a private folder, and let nobody begin before the end of the block.

    With `wait`, wait until it is so.
    """
    with gate(folder):
        yield all(is_over(mark, wait=wait) for mark in folder.glob(f"{IN_USE}*"))


def is_over(mark: Path, *, wait: bool = False) -> bool:
    """Remove a locked file whose process has ended its block, or was killed in it; tell whether it was so."""
    with FileLock() as lock:
        is_free = lock.take(mark, wait=wait)
        if is_free:
            mark.unlink(missing_ok=True)
        return is_free


@contextmanager
def run_folder(parent: Path | None = None) -> Iterator[Path]:
    """Create a private folder with a short name, and remove it at the end. Removes the folders of dead runs first.

    `parent`: another folder of runs than the usual one. Raises FolderUnsafe or ServerFailed.
    """
    parent = parent or runs_parent()
    for place in run_parents():
        remove_dead_runs(place)
    owner = FileLock()
    with RUNS.explained(parent), gate(parent):
        folder = new_folder(parent, _PREFIX)
        owner.take(folder / _OWNER)
    with owner:
        try:
            yield folder
        finally:
            with _uninterrupted():
                remove_folder(folder)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let an interrupt wait until the block has ended: it came while everything was being removed anyway."""
    received: list[int] = []
    numbers = signals("SIGINT", "SIGTERM", "SIGHUP") if current_thread() is main_thread() else ()
    before = {number: signal.getsignal(number) for number in numbers}
    for number, handler in before.items():
        if callable(handler):
            signal.signal(number, lambda arrived, _: received.append(arrived))
    try:
        yield
    finally:
        for number, handler in before.items():
            if callable(handler):
                signal.signal(number, handler)
    for arrived in received[:1]:
        signal.raise_signal(arrived)


def remove_dead_runs(parent: Path) -> None:
    """Remove the folders whose owner has ended; never those of a living run, nor what another user put there."""
    if not is_own_folder(parent):
        return
    with suppress(OSError, FolderUnsafe):
        parent = own_folder(parent, mode=RUNS.mode)
        with gate(parent):
            for folder in own_folders_in(parent, _PREFIX):
                _remove_if_dead(folder)


def _remove_if_dead(folder: Path) -> None:
    with suppress(OSError, FolderUnsafe), FileLock() as lock:
        if folder.stat().st_mode & 0o700 != 0o700:  # killed before it had its mode, under another umask
            folder.chmod(0o700)
        if lock.take(folder / _OWNER):
            for data in (folder / "data", folder / "pg" / "data"):
                with suppress(OSError, ValueError):
                    _stop_server(data)
            remove_folder(folder)


def _stop_server(data: Path) -> None:
    """End a server whose owner was killed, on systems whose kernel does not. Raises OSError, ValueError.

    Process numbers are reused, so only one that was started with this very folder is ended. `postmaster.pid` may
    belong to another uid.
    """
    pid_file = os.open(data / "postmaster.pid", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(pid_file, "rb") as file:
        pid = int(file.readline(20))
    command = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    started = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False).stdout
    if f"-D {data} " in started:
        os.kill(pid, signal.SIGQUIT)
        for _ in range(100):
            os.kill(pid, 0)  # fails when it has ended
            time.sleep(0.02)

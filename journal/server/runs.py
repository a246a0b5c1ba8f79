"""Temporary folders: one for each server or other work, owned by a lock, so that what a killed run left can be told."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from journal.errors import ServerFailed
from journal.server.locks import FileLock, gate

VARIABLE = "JOURNAL_RUN_DIR"
_MEMORY = Path("/dev/shm")  # noqa: S108 - cloning there takes a fifth of the time
_ROOM = 2 * 1024**3
# sockaddr_un holds 107 bytes; PostgreSQL appends the socket's name to our folder.
_LONGEST_BASE = 107 - len("/drizzle-journal-1234567890/run-12345678/.s.PGSQL.5432")
_OWNER = "owner"
_PREFIX = "run-"


@contextmanager
def run_folder() -> Iterator[Path]:
    """A new private folder with a short name, removed at the end. Removes what dead runs left, first."""
    for base in _bases():
        remove_dead_runs(base / _name())
    parent = runs_parent()
    owner = FileLock()
    with gate(parent):
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
        owner.take(folder / _OWNER)
    with owner:
        try:
            yield folder
        finally:
            remove(folder)


def runs_parent() -> Path:
    """Where this user's runs are: in memory where there is room, else in the temporary folder.

    Refuses a folder of that name that somebody else made.
    """
    all_bases = list(_bases())
    bases = [base for base in all_bases if len(os.fsencode(base)) <= _LONGEST_BASE]
    if not bases:
        raise ServerFailed(
            f"{all_bases[-1]} is too long a path for a socket ({_LONGEST_BASE} bytes at most).",
            hint=f"Set {VARIABLE} to a folder with a shorter one.",
        )
    parent = bases[0] / _name()
    try:
        parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    except OSError as error:
        raise ServerFailed(
            f"{parent} cannot be made: {error.strerror}.", hint=f"Set {VARIABLE} to a folder you can write to."
        ) from None
    if parent.is_symlink() or parent.stat().st_uid != os.getuid():
        raise ServerFailed(f"{parent} belongs to another user.", hint=f"Set {VARIABLE} to a folder of your own.")
    return parent


def _name() -> str:
    return f"drizzle-journal-{os.getuid()}"


def _bases() -> Iterator[Path]:
    """Where the parent may be, the best place first."""
    chosen = os.environ.get(VARIABLE)
    if chosen:
        yield Path(chosen).resolve()
        return
    if _has_room(_MEMORY):
        yield _MEMORY
    yield Path(tempfile.gettempdir())
    yield Path("/tmp")  # noqa: S108 - macOS has a long TMPDIR; the folder below is checked to be ours


def _has_room(memory: Path) -> bool:
    """Whether a file system in memory is there and large; a container's usually has 64 MB, which is not enough."""
    return os.access(memory, os.W_OK | os.X_OK) and shutil.disk_usage(memory).free >= _ROOM


def remove_dead_runs(parent: Path) -> None:
    """Remove the folders whose owner is gone; never those of a run that is alive."""
    if not parent.is_dir() or parent.stat().st_uid != os.getuid():
        return
    with gate(parent):
        for folder in parent.glob(_PREFIX + "*"):
            with suppress(OSError), FileLock() as lock:
                if lock.take(folder / _OWNER):
                    _stop_orphan(folder)
                    remove(folder)


def remove(folder: Path) -> None:
    """Delete a run's folder; a file that a dying server still writes may need a second look."""
    for _ in range(3):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return


def size_of(folder: Path) -> int:
    """The bytes that a folder's files take; those that vanish while we look count nothing."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(parent, name)).st_size  # noqa: PTH118 - thousands of files, often
    return total


def _stop_orphan(folder: Path) -> None:
    """End a server whose owner was killed where the kernel does not do it for us."""
    pid_file = folder / "data" / "postmaster.pid"
    with suppress(OSError, ValueError, IndexError):
        pid = int(pid_file.read_text().splitlines()[0])
        if _is_server_of(pid, folder / "data"):
            os.kill(pid, signal.SIGQUIT)
            _wait_for_end(pid)


def _is_server_of(pid: int, data: Path) -> bool:
    """Numbers of processes come again: only one that was started with this very folder is meant."""
    command = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False).stdout
    return f"-D {data} " in said


def _wait_for_end(pid: int) -> None:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)

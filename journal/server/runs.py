"""Temporary folders: one for each server or other work, owned by a lock, so that what a killed run left can be told."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from journal.errors import ServerFailed
from journal.project.os_errors import reason
from journal.server.locks import FileLock, gate
from journal.server.own_folder import (  # fmt: skip
    FolderUnsafe,
    entries,
    is_own_folder,
    new_folder,
    own_folder,
    remove_folder,
    tell_passed_over,
)

VARIABLE = "JOURNAL_RUN_DIR"
_MEMORY = Path("/dev/shm")  # noqa: S108 - cloning there takes a fifth of the time
_ROOM = 2 * 1024**3
# sockaddr_un holds 107 bytes; PostgreSQL appends the socket's name to our folder.
_LONGEST_BASE = 107 - len("/drizzle-journal-1234567890/run-12345678/.s.PGSQL.5432")
_MODE = 0o711
"""Of the folder of all runs: the other uid that root may take goes through it to a folder of its own."""
_NOEXEC = getattr(os, "ST_NOEXEC", 0)
_OWNER = "owner"
_PREFIX = "run-"


@contextmanager
def run_folder(parent: Path | None = None) -> Iterator[Path]:
    """A new private folder with a short name, removed at the end. Removes what dead runs left, first.

    `parent`: the folder of all runs, where it is not to be the usual. Raises FolderUnsafe, or ServerFailed where there
    is no place for it.
    """
    parent = parent or runs_parent()
    for base in _bases():
        remove_dead_runs(base / _name())
    owner = FileLock()
    with explained(parent), gate(parent):
        folder = new_folder(parent, _PREFIX)
        owner.take(folder / _OWNER)
    with owner:
        try:
            yield folder
        finally:
            remove(folder)


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """What the system refuses while a run's folder is filled becomes a sentence. Raises ServerFailed."""
    try:
        yield
    except OSError as error:
        raise unfilled(folder, reason(error, folder)) from None


def unfilled(folder: Path, why: str) -> ServerFailed:
    """The failure of a run whose folder has no room, or cannot be written to for another reason."""
    return ServerFailed(
        f"The temporary folder {folder} cannot be written to: {why}.",
        hint=f"Set {VARIABLE} to a folder with room: export {VARIABLE}=DIR",
    )


def runs_parent() -> Path:
    """Where this user's runs are: in memory where there is room, else in a temporary folder.

    What another user made under our name there is passed over. Raises FolderUnsafe or ServerFailed where there is no
    other place.
    """
    unsafe: list[str] = []
    failures: list[FolderUnsafe | ServerFailed] = []
    for base in _bases():
        try:
            parent = _own_parent(base)
        except FolderUnsafe as error:
            unsafe.append(error.message)
            failures.append(FolderUnsafe(error.message, hint=f"Set {VARIABLE} to a folder of your own."))
        except ServerFailed as error:
            failures.append(error)
        else:
            tell_passed_over(unsafe, parent)
            return parent
    raise failures[0]


def _own_parent(base: Path) -> Path:
    """The folder of all runs below a base, made if need be. Raises FolderUnsafe, ServerFailed."""
    _refuse_long(base)
    try:
        parent = own_folder(base / _name(), mode=_MODE)
    except OSError as error:
        raise ServerFailed(
            f"{base / _name()} cannot be made: {reason(error, base)}.",
            hint=f"Set {VARIABLE} to a folder you can write to.",
        ) from None
    _refuse_long(parent.parent)
    return parent


def _refuse_long(base: Path) -> None:
    if len(os.fsencode(base)) > _LONGEST_BASE:
        raise ServerFailed(
            f"{base} is too long a path for a socket ({_LONGEST_BASE} bytes at most).",
            hint=f"Set {VARIABLE} to a folder with a shorter one.",
        )


def parent_for_programs() -> Path:
    """The folder of all runs, in a place where programs can be started; the usual one where there is no such place."""
    usual = runs_parent()
    for base in (usual.parent, *temporary_folders()):
        if not os.statvfs(base).f_flag & _NOEXEC:
            with suppress(FolderUnsafe, ServerFailed):
                return _own_parent(base)
    return usual


def _name() -> str:
    return f"drizzle-journal-{os.geteuid()}"


def _bases() -> Iterator[Path]:
    """Where the parent may be, the best place first."""
    chosen = os.environ.get(VARIABLE)
    if chosen:
        yield Path(chosen).absolute()
        return
    if _has_room(_MEMORY):
        yield _MEMORY
    yield from temporary_folders()


def temporary_folders() -> Iterator[Path]:
    """The folders for temporary files that are there, TMPDIR first; what of them is full or unsafe is not looked at."""
    named = (os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP"))
    places = [*(Path(name).absolute() for name in named if name), Path("/tmp"), _MEMORY]  # noqa: S108 - looked at by own_folder
    yield from (place for place in dict.fromkeys(places) if place.is_dir())


def _has_room(memory: Path) -> bool:
    """Whether a file system in memory is there and large; a container's usually has 64 MB, which is not enough."""
    return os.access(memory, os.W_OK | os.X_OK) and shutil.disk_usage(memory).free >= _ROOM


def remove_dead_runs(parent: Path) -> None:
    """Remove the folders whose owner is gone; never those of a run that is alive, nor what another user put there."""
    if not is_own_folder(parent):
        return
    with suppress(OSError, FolderUnsafe):
        parent = own_folder(parent, mode=_MODE)
        with gate(parent):
            for folder in entries(parent, _PREFIX):
                _remove_if_dead(folder)


def _remove_if_dead(folder: Path) -> None:
    with suppress(OSError, FolderUnsafe), FileLock() as lock:
        if folder.stat().st_mode & 0o700 != 0o700:  # killed before it had its mode, under another umask
            folder.chmod(0o700)
        if lock.take(folder / _OWNER):
            _stop_orphan(folder)
            remove(folder)


def remove(folder: Path) -> None:
    """Delete a run's folder; a file that a dying server still writes may need a second look."""
    for _ in range(3):
        remove_folder(folder)
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
    for data in (folder / "data", folder / "pg" / "data"):
        with suppress(OSError, ValueError):
            pid = _first_number(data / "postmaster.pid")
            if _is_server_of(pid, data):
                os.kill(pid, signal.SIGQUIT)
                _wait_for_end(pid)


def _first_number(path: Path) -> int:
    """The number a file begins with; the file may be another uid's. Raises OSError, ValueError."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        return int(file.readline(20))


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

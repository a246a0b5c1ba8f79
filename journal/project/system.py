"""What Windows lacks of the operating system: commands that only read work there, others end with a sentence."""

import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from journal.errors import SystemRefused

if TYPE_CHECKING:
    import subprocess

IS_POSIX = hasattr(os, "geteuid")
"""Whether the system has users by number, locks on folders, process groups and sockets in the file system."""


def refuse_windows(what: str) -> None:
    """Raise SystemRefused where the system lacks what this needs. `what` is the subject of the sentence."""
    if not IS_POSIX:
        raise SystemRefused(
            f"{what} needs Linux or macOS; on Windows, commands that only read work, such as check and status.",
            hint="Use the Windows Subsystem for Linux (WSL), or the container image.",
        )


def user_id() -> int:
    """Return the number of the user that this process acts as. Raises SystemRefused on Windows."""
    refuse_windows("A private folder")
    return os.geteuid()


def open_flags(*names: str) -> int:
    """Return flags of os.open, without those that the system lacks; on Windows, a file is read byte by byte."""
    return sum({getattr(os, name, 0) for name in (*names, "O_BINARY")})


def signals(*names: str) -> tuple[signal.Signals, ...]:
    """Return the signals of these names that the system has."""
    return tuple(signal.Signals[name] for name in names if hasattr(signal, name))


def try_lock(descriptor: int) -> bool:
    """Lock an open file or folder until it is closed, without a file beside it; return False if it is locked.

    A lock on a folder holds for all users and containers that see it. Raises SystemRefused on Windows, and OSError.
    """
    refuse_windows("To write files")
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def kill_group(process: "subprocess.Popen[bytes]", number: int | None = None) -> None:
    """Send a signal, SIGKILL by default, to a process that leads a group, and to all that it started."""
    with suppress(ProcessLookupError, PermissionError):
        if IS_POSIX:
            os.killpg(process.pid, signal.SIGKILL if number is None else number)
        else:
            process.kill()

"""Putting a journal on disk: under a lock, all or nothing, and never over somebody else's change."""

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from journal.errors import JournalChanged, JournalInvalid, Locked, Place
from journal.folder.entries import FILE_NAME, Journal
from journal.folder.rewrite.exchange import sync

LOCK_SECONDS = 60.0


@contextmanager
def journal_lock(path: Path, *, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the lock of one journal. Raises Locked after `seconds`.

    The lock is on the folder that holds `meta/`: it leaves no file behind, which drizzle-kit would stumble over, the
    kernel lets go of it whatever way we end, and it is the same one for every user and container that sees the folder.
    """
    folder = next(one for one in path.resolve().parents[1:] if one.is_dir())
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _lock(descriptor, path, time.monotonic() + seconds, seconds)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, path: Path, deadline: float, seconds: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise Locked(
                    f"Another run has held the lock on {path} for more than {seconds:g} seconds.",
                    hint="Wait for it to end, then type the command again.",
                    place=Place(path),
                ) from None
        time.sleep(0.02)


def replace_journal(before: Journal, text: str) -> bool:
    """Write `text` in place of the journal that was read as `before`; False when nothing changes.

    Call it under journal_lock. A crash at any point leaves the old file or the new one. Raises JournalChanged
    when the file on disk is no longer the one that was read.
    """
    path = before.path.resolve()
    if text == before.text:
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(path.parent)
        _refuse_changed(path, before)
        _replace(path, text.encode())
    except OSError as error:
        raise JournalInvalid(
            f"{path} cannot be written: {error.strerror}.",
            hint=f"ls -ld '{path.parent}' shows who may.",
            place=Place(path),
        ) from None
    return True


def _refuse_changed(path: Path, before: Journal) -> None:
    on_disk = path.read_bytes() if path.exists() else b""
    if on_disk != before.text.encode():
        raise JournalChanged(
            f"{path} was changed by somebody else in the meantime; it was left as it is.",
            hint="Type the command again.",
            place=Place(path),
        )


def _replace(path: Path, content: bytes) -> None:
    # The name begins with `_`: drizzle-kit passes over those, should a crash leave one behind.
    descriptor, name = tempfile.mkstemp(prefix=FILE_NAME + ".", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), _mode(path))
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync(path.parent)


def _mode(path: Path) -> int:
    """The mode of the file that is replaced, or what a new file would have."""
    if path.exists():
        return path.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _remove_leftovers(folder: Path) -> None:
    """Temporary files of a run that was killed; we hold the lock, so they are nobody's."""
    for leftover in folder.glob(FILE_NAME + ".*.tmp"):
        with suppress(OSError):
            leftover.unlink()

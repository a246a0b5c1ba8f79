"""Write files to disk: under the project's lock, each whole or not at all, and never over another process's change."""

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shlex import quote

from journal.errors import FileUnwritable, JournalChanged, JournalInvalid, Locked, Place
from journal.folder.entries import FILE_NAME, Journal
from journal.folder.rewrite.temporary import clear, sync, temporary_file
from journal.project.files import FileKind, read_file, real_path
from journal.project.os_errors import reason, way_out
from journal.project.settings import Settings
from journal.project.system import open_flags, refuse_windows, try_lock

LOCK_SECONDS = 60.0


@contextmanager
def journal_lock(path: Path, *, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the lock of one journal. Raises Locked after `seconds`.

    The lock is on the folder that holds `meta/`: it leaves no file behind, on which drizzle-kit would fail; the kernel
    releases it in whatever way the run ends; and every user and container that sees the folder has the same lock.
    """
    refuse_windows("To write files")
    deadline = time.monotonic() + seconds
    while True:
        folder = next((parent for parent in real_path(path).parents[1:] if parent.is_dir()), Path("/"))
        try:
            descriptor = os.open(folder, open_flags("O_RDONLY", "O_CLOEXEC"))
        except OSError as error:
            raise JournalInvalid(f"{folder} cannot be locked: {error.strerror}.", place=Place(folder)) from None
        try:
            _lock(descriptor, path, deadline, seconds)
            is_same = False
            with suppress(OSError):
                is_same = os.path.samestat(os.fstat(descriptor), folder.stat())
            if is_same:  # else, another run has exchanged the folder for its copy
                yield
                return
        finally:
            os.close(descriptor)


@contextmanager
def project_lock(settings: Settings, *, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the lock of a project's journal, and first remove leftovers of killed runs. Raises Locked."""
    with journal_lock(settings.meta / FILE_NAME, seconds=seconds):
        clear(settings.migrations, settings.meta, settings.root)
        yield


def _lock(descriptor: int, path: Path, deadline: float, seconds: float) -> None:
    while True:
        if try_lock(descriptor):
            return
        if time.monotonic() > deadline:
            raise Locked(
                f"Another run has held the lock on {path} for more than {seconds:g} seconds.",
                hint="Wait for it to end, then type the command again.",
                place=Place(path),
            )
        time.sleep(0.02)


def replace_journal(before: Journal, text: str) -> bool:
    """Replace the journal that was read as `before` with `text`; return False when nothing changes.

    Call it under journal_lock. A crash at any point leaves the old file or the new one. Raises JournalChanged
    when the file on disk is no longer the one that was read.
    """
    path = real_path(before.path)
    if text == before.text:
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if (read_file(path, FileKind.JOURNAL) if path.exists() else b"") != before.text.encode():
            raise changed(path)
        _replace(path, text.encode())
    except OSError as error:
        raise JournalInvalid(
            f"{path} cannot be written: {reason(error, path)}.",
            hint=way_out(error.errno) or f"ls -ld '{path.parent}' shows the permissions.",
            place=Place(path),
        ) from None
    return True


def replace_journal_and_lock(journal: Journal, text: str, lock: Journal, lock_text: str) -> bool:
    """Replace a journal and the lock beside it, both or none; return False when nothing changes.

    The lock is the first: after a kill in between, both have the same hashes, and the next run goes on. Raises as
    `replace_journal`.
    """
    path, wrote_lock = real_path(lock.path), replace_journal(lock, lock_text)
    try:
        return replace_journal(journal, text) or wrote_lock
    except BaseException:
        if wrote_lock and lock.text:
            _replace(path, lock.text.encode())
        elif wrote_lock:
            path.unlink()
        raise


def replace_file(path: Path, content: bytes, *, root: Path, is_new: bool = False) -> None:
    """Write a file of the project other than the journal. Call it under journal_lock.

    A crash at any point leaves the old file or the new one. With `is_new`, an existing file is not overwritten. Raises
    FileUnwritable, also for a file of the project in `root` that is a link out of it.
    """
    real, top = real_path(path), real_path(root)
    if real_path(path.parent).is_relative_to(top) and not real.is_relative_to(top):
        raise FileUnwritable(f"{path} is a link to {real}, outside of the project, and is not written.",
                             hint="Put a regular file in its place.", place=Place(path))  # fmt: skip
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        _replace(real, content, is_new=is_new)
    except OSError as error:
        raise unwritable(path, error) from None


def unwritable(path: Path, error: OSError) -> FileUnwritable:
    """Return the error for an OSError of the system."""
    hint = f"ls -ld {quote(str(path.parent))} shows the permissions." if isinstance(error, PermissionError) else ""
    message = f"{path} cannot be written: {reason(error, path)}."
    return FileUnwritable(message, hint=way_out(error.errno) or hint, place=Place(path))


def changed(path: Path) -> JournalChanged:
    """Return the error for a file or folder that another process has changed."""
    message = f"{path} was changed by another process in the meantime; it was left unchanged."
    return JournalChanged(message, hint="Type the command again.", place=Place(path))


def _replace(path: Path, content: bytes, *, is_new: bool = False) -> None:
    clear(path.parent)
    descriptor, temporary = temporary_file(path)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.umask(mask := os.umask(0))  # the only way to read it
            os.fchmod(file.fileno(), path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~mask)
            os.fsync(file.fileno())
        _rename(temporary, path, is_new=is_new)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync(path.parent)


def _rename(temporary: Path, path: Path, *, is_new: bool) -> None:
    """Give the file its final name. Raises FileExistsError for a new one whose name is taken."""
    if not is_new:
        temporary.replace(path)
        return
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        temporary.replace(path)
        return
    temporary.unlink()

"""Putting many files into `meta/` at once: all of them or none, whatever comes between, and a way back.

A second folder is made beside it, and the two change places in one step of the kernel.
"""

import ctypes
import errno
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import orjson

from journal.errors import JournalChanged, JournalInvalid, Place

_RECORD = "_snapshots_written_"
"""What the folder of a record is called, with a number after it: drizzle-kit passes over names that begin so."""

_ASIDE = ".old"
_AT_FDCWD, _EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h


@dataclass(frozen=True)
class Record:
    """What one run wrote: each file's name and the SHA-256 of its bytes; `replaced`: those that were there."""

    folder: Path
    written: tuple[tuple[str, str], ...]
    replaced: tuple[str, ...]


class Staging:
    """The folder that is to take the place of `meta/`: all that is there, and what is put in."""

    def __init__(self, meta: Path, folder: Path) -> None:
        self.meta, self.folder = meta, folder
        self.listed = _listed(meta)
        self.written: list[tuple[str, str]] = []
        self.replaced: list[str] = []
        self.record = f"{_RECORD}{_next(meta)}"

    def put(self, name: str, content: bytes) -> None:
        """Put a file in, on the disk; one that is there is kept in the record as `.bak`."""
        path = self.folder / name
        if path.exists():
            kept = self.folder / self.record / f"{name}.bak"
            kept.parent.mkdir(exist_ok=True)
            path.rename(kept)
            self.replaced.append(name)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self.written.append((name, _digest(content)))

    def close(self) -> None:
        """Write the record and change places. Raises JournalChanged where somebody else wrote there meanwhile."""
        folder = self.folder / self.record
        folder.mkdir(exist_ok=True)
        value = {"written": self.written, "replaced": self.replaced}
        (folder / "record.json").write_bytes(orjson.dumps(value, option=orjson.OPT_INDENT_2))
        self.change_places()

    def change_places(self) -> None:
        """The new folder for the old one, which is then where the new one was."""
        if _listed(self.meta) != self.listed:
            raise JournalChanged(
                f"{self.meta} was changed by somebody else in the meantime; it was left as it is.",
                hint="Type the command again.",
                place=Place(self.meta),
            )
        _exchange(self.folder, self.meta)
        _sync(self.meta.parent)


@contextmanager
def staging(meta: Path) -> Iterator[Staging]:
    """A folder to be put in the place of `meta/`. Call it under journal_lock. Without `close`, nothing has happened.

    A crash at any point leaves the old folder or the new one, and what it leaves beside is removed by the next run.
    Raises JournalInvalid where it cannot be written.
    """
    meta = meta.resolve()
    folder = None
    try:
        meta.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(meta)
        folder = Path(tempfile.mkdtemp(prefix=_prefix(meta), suffix=".tmp", dir=meta.parent))
        shutil.copytree(meta, folder, dirs_exist_ok=True, copy_function=_linked, symlinks=True)
        yield Staging(meta, folder)
    except OSError as error:
        raise JournalInvalid(
            f"{meta} cannot be written: {error.strerror}.",
            hint=f"ls -ld '{meta.parent}' '{meta}' shows who may.",
            place=Place(meta),
        ) from None
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def last_record(meta: Path) -> Record | None:
    """What the last run wrote that is not undone; None where there is none. Raises JournalInvalid."""
    number = _next(meta) - 1
    folder = meta / f"{_RECORD}{number}"
    if not number:
        return None
    try:
        value = orjson.loads((folder / "record.json").read_bytes())
        written = tuple((str(name), str(digest)) for name, digest in value["written"])
        return Record(folder, written, tuple(map(str, value["replaced"])))
    except (OSError, ValueError, KeyError, TypeError):
        raise JournalInvalid(
            f"{folder / 'record.json'} cannot be read, so nothing can be undone.",
            hint="git checkout HEAD -- it, or remove its folder.",
            place=Place(folder),
        ) from None


def undo(meta: Path, record: Record) -> None:
    """Take back what a run wrote, all of it or nothing. Raises JournalChanged where a file is no longer as written."""
    for name, digest in record.written:
        path = meta / name
        if not path.exists() or _digest(path.read_bytes()) != digest:
            raise JournalChanged(
                f"{path} is not as it was written; nothing was undone.",
                hint=f"Move it away or restore it; what it was is in {record.folder}, where something was there.",
                place=Place(path),
            )
    with staging(meta) as stage:
        for name, _ in record.written:
            (stage.folder / name).unlink()
        kept = stage.folder / record.folder.name
        for name in record.replaced:
            (kept / f"{name}.bak").rename(stage.folder / name)
        shutil.rmtree(kept)
        stage.change_places()


def put_back(meta: Path) -> None:
    """Give `meta/` its name again, where a run was killed in the one moment in which nothing had it."""
    meta = meta.resolve()
    if not meta.exists():
        for aside in sorted(meta.parent.glob(f"{_prefix(meta)}*{_ASIDE}"))[:1]:
            aside.rename(meta)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _prefix(meta: Path) -> str:
    return f".{meta.name}."


def _listed(meta: Path) -> dict[str, tuple[int, int]]:
    with os.scandir(meta) as found:
        return {one.name: (one.stat().st_mtime_ns, one.stat().st_size) for one in found if one.is_file()}


def _next(meta: Path) -> int:
    names = [path.name.removeprefix(_RECORD) for path in meta.glob(f"{_RECORD}*")]
    return max((int(name) for name in names if name.isdigit()), default=0) + 1


def _linked(source: str, target: str) -> None:
    """The same file under a second name, where the file system has such."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _exchange(one: Path, other: Path) -> None:
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
    """Without such a step in the kernel: a crash between the two leaves the old folder aside, for `put_back`."""
    aside = one.with_suffix(_ASIDE)
    other.rename(aside)
    try:
        one.rename(other)
    except BaseException:
        aside.rename(other)
        raise
    aside.rename(one)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_leftovers(meta: Path) -> None:
    """Folders of a run that was killed; we hold the lock, so they are nobody's."""
    for leftover in meta.parent.glob(f"{_prefix(meta)}*.tmp"):
        with suppress(OSError):
            shutil.rmtree(leftover)

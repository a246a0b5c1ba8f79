"""Putting many files into a folder at once: all of them or none, whatever comes between, and a way back.

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

SNAPSHOTS, HANDBACK = "_snapshots_written_", "meta/_handed_back_"
"""What the folders of records are called, with a number after it: drizzle-kit passes over names in `meta/` that begin
with `_`. The first is relative to `meta/`, the second to the folder of the migrations.
"""

_ASIDE = ".old"
_AT_FDCWD, _EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h


@dataclass(frozen=True)
class Record:
    """What one run wrote: each file's name and the SHA-256 of its bytes; `replaced`: those that were there.

    `removed` are files that are gone, and kept. All names are relative to the folder that was written.
    """

    folder: Path
    written: tuple[tuple[str, str], ...]
    replaced: tuple[str, ...]
    removed: tuple[str, ...] = ()


class Staging:
    """The folder that is to take the place of `target`: all that is there, and what is put in."""

    def __init__(self, target: Path, folder: Path, base: str) -> None:
        self.target, self.folder = target, folder
        self.listed = listed(target)
        self.written: list[tuple[str, str]] = []
        self.replaced: list[str] = []
        self.removed: list[str] = []
        self.record = f"{base}{_next(target, base)}"

    def put(self, name: str, content: bytes) -> None:
        """Put a file in, on the disk; one that is there is kept in the record as `.bak`."""
        path = self.folder / name
        if path.exists():
            self._keep(name)
            self.replaced.append(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self.written.append((name, _digest(content)))

    def remove(self, name: str) -> None:
        """Take a file out; it is kept in the record as `.bak`."""
        self._keep(name)
        self.removed.append(name)

    def _keep(self, name: str) -> None:
        kept = self.folder / self.record / f"{name}.bak"
        kept.parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).rename(kept)

    def close(self) -> None:
        """Write the record and change places. Raises JournalChanged where somebody else wrote there meanwhile."""
        folder = self.folder / self.record
        folder.mkdir(parents=True, exist_ok=True)
        value = {"written": self.written, "replaced": self.replaced, "removed": self.removed}
        (folder / "record.json").write_bytes(orjson.dumps(value, option=orjson.OPT_INDENT_2))
        self.change_places()

    def change_places(self) -> None:
        """The new folder for the old one, which is then where the new one was."""
        if listed(self.target) != self.listed:
            raise changed(self.target)
        _exchange(self.folder, self.target)
        _sync(self.target.parent)


def changed(target: Path) -> JournalChanged:
    """The error that says so."""
    return JournalChanged(
        f"{target} was changed by somebody else in the meantime; it was left as it is.",
        hint="Type the command again.",
        place=Place(target),
    )


@contextmanager
def staging(target: Path, base: str = SNAPSHOTS) -> Iterator[Staging]:
    """A folder to be put in the place of `target`. Call it under journal_lock. Without `close`, nothing has happened.

    `base`: what the record is called. A crash at any point leaves the old folder or the new one, and what it leaves
    beside is removed by the next run. Raises JournalInvalid where it cannot be written.
    """
    target = target.resolve()
    folder = None
    try:
        target.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(target)
        folder = Path(tempfile.mkdtemp(prefix=_prefix(target), suffix=".tmp", dir=target.parent))
        shutil.copytree(target, folder, dirs_exist_ok=True, copy_function=_linked, symlinks=True)
        yield Staging(target, folder, base)
    except OSError as error:
        raise JournalInvalid(
            f"{target} cannot be written: {error.strerror}.",
            hint=f"ls -ld '{target.parent}' '{target}' shows who may.",
            place=Place(target),
        ) from None
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def last_record(target: Path, base: str = SNAPSHOTS) -> Record | None:
    """What the last run wrote that is not undone; None where there is none. Raises JournalInvalid."""
    number = _next(target, base) - 1
    folder = target / f"{base}{number}"
    if not number:
        return None
    try:
        value = orjson.loads((folder / "record.json").read_bytes())
        written = tuple((str(name), str(digest)) for name, digest in value["written"])
        replaced, removed = (tuple(map(str, value.get(key, ()))) for key in ("replaced", "removed"))
        return Record(folder, written, replaced, removed)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise JournalInvalid(
            f"{folder / 'record.json'} cannot be read, so nothing can be undone.",
            hint="git checkout HEAD -- it, or remove its folder.",
            place=Place(folder),
        ) from None


def undo(target: Path, record: Record, base: str = SNAPSHOTS) -> None:
    """Take back what a run wrote, all of it or nothing. Raises JournalChanged where a file is no longer as written."""
    for name, digest in record.written:
        path = target / name
        if not path.exists() or _digest(path.read_bytes()) != digest:
            raise JournalChanged(
                f"{path} is not as it was written; nothing was undone.",
                hint=f"Move it away or restore it; what it was is in {record.folder}, where something was there.",
                place=Place(path),
            )
    with staging(target, base) as stage:
        for name, _ in record.written:
            (stage.folder / name).unlink()
        kept = stage.folder / record.folder.relative_to(target)
        for name in (*record.replaced, *record.removed):
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


Listed = dict[str, tuple[int, int]]
"""When each file of a folder was changed last, and its size: whether somebody wrote there meanwhile."""


def listed(folder: Path) -> Listed:
    """All files in it and below."""
    found: Listed = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)  # noqa: PTH118 - thousands of files, often
            told = os.lstat(path)
            found[os.path.relpath(path, folder)] = (told.st_mtime_ns, told.st_size)
    return found


def _next(target: Path, base: str) -> int:
    start = Path(base).name
    names = [path.name.removeprefix(start) for path in (target / base).parent.glob(f"{start}*")]
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

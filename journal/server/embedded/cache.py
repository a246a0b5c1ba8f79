"""What the embedded server keeps between runs: clusters to clone, and databases as slow replays left them.

A database is one file: a note and then a tar of the data folder. It is complete or missing, and stays readable for a
process that has it open when another one deletes it.
"""

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from journal.dataclass import dataclass
from journal.errors import ServerFailed
from journal.server.cache_and_run_folders import CACHE, present_cache_folder
from journal.server.npm_environments import npm_environments, remove_environment, running_environments
from journal.server.own_folder import FolderUnsafe, is_own_folder, open_file, remove_folder, size_of
from journal.server.provider import KeptDatabase
from journal.server.runs import GATE, IN_USE, gate, is_over, locked_file, unused

SIZE_BOUND = 1024**3
"""Bytes that all kept states of all builds may take; the least recently used are removed first."""

UNPACK = "tar -xmof - -C"
"""The shell's words for unpacking standard input to the folder named next, without owners and times."""

_UNUSED_SECONDS = 30 * 24 * 3600
_PACK_SECONDS = 120
_MAGIC = b"drizzle-journal state 1"
_SUFFIX = ".state"
_MAKING = "making-"


@contextmanager
def packed(kept: KeptDatabase) -> Iterator[BinaryIO]:
    """Open the file of a state at the start of its tar. Raises ServerFailed if it is missing or not such a file."""
    try:
        file, _ = _open(kept.path)
    except (OSError, FolderUnsafe, ValueError) as error:
        raise ServerFailed(f"{kept.path} cannot be read: {error}.", hint="Type: drizzle-journal cache clear") from None
    with file:
        yield file


def _open(path: Path) -> tuple[BinaryIO, bytes]:
    """Return the file of a state, at the start of its tar, and its note. Raises OSError, FolderUnsafe, ValueError."""
    file = os.fdopen(open_file(path, os.O_RDONLY), "rb", buffering=0)
    line = file.readline(100)
    if not line.startswith(_MAGIC):
        file.close()
        raise ValueError("it is not a kept state")
    return file, file.read(int(line.removeprefix(_MAGIC)))


@dataclass(frozen=True)
class SavedDatabases:
    """The states in one folder that one build of PostgreSQL with one set of options made."""

    folder: Path
    build: str

    def find(self, names: Sequence[str]) -> KeptDatabase | None:
        """Return the state under the first of these names that has a whole one, or None."""
        present = {path.name for path in self.folder.iterdir()}
        if any(name.startswith(_MAKING) for name in present):
            self._remove_unfinished()
        for name in names:
            path = self._file(name)
            with suppress(OSError, FolderUnsafe, ValueError):
                if path.name in present:
                    file, note = _open(path)
                    with file:
                        os.utime(file.fileno())
                    return KeptDatabase(name, note, path)
        return None

    def keep(self, name: str, note: bytes, data: Path, before_exec: Callable[[], None] | None = None) -> None:
        """Keep a data folder whose server has shut down, unless it is too large.

        `before_exec` turns the reader of the folder into the user that owns it. Raises OSError or SubprocessError;
        then nothing is kept.
        """
        size = size_of(data)
        if size > SIZE_BOUND // 2:
            return
        self._make_room(size)
        with locked_file(self.folder, _MAKING) as path:
            with os.fdopen(open_file(path, os.O_WRONLY), "wb", buffering=0) as file:
                file.write(b"%s %d\n" % (_MAGIC, len(note)) + note)
                subprocess.run(
                    ["tar", "--exclude=pgstat.stat", "-cf", "-", "-C", data, "."],
                    stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.DEVNULL, check=True, timeout=_PACK_SECONDS,
                    preexec_fn=before_exec,
                )  # fmt: skip
            path.replace(self._file(name))

    def _file(self, name: str) -> Path:
        return self.folder / f"{self.build}-{name}{_SUFFIX}"

    def _remove_unfinished(self) -> None:
        """Remove the files that killed processes were writing."""
        with gate(self.folder):
            for path in self.folder.glob(_MAKING + "*"):
                with suppress(OSError, FolderUnsafe):
                    is_over(path)

    def _make_room(self, size: int) -> None:
        """Remove the states not used for a month, then the least recently used, until there is room."""
        files = []
        for path in self.folder.glob("*" + _SUFFIX):
            with suppress(OSError):
                found = path.lstat()
                files.append((found.st_mtime, found.st_size, path))
        taken = size + sum(size for _, size, _ in files)
        for used, bytes_, path in sorted(files):
            if taken > SIZE_BOUND or time.time() - used > _UNUSED_SECONDS:
                path.unlink(missing_ok=True)
                taken -= bytes_


@dataclass(frozen=True)
class Stored:
    """A file or folder in the cache: a `cluster`, a `state` or a `program` of the npm package; its size in bytes."""

    path: Path
    what: str
    size: int


def stored() -> tuple[Stored, ...]:
    """Return everything that is kept for this user. Nothing is created."""
    found = [(what, path) for what, name in (("cluster", "templates"), ("state", "states")) for path in _kept(name)]
    found += [("program", path) for path in npm_environments()]
    return tuple(Stored(path, what, _size(path)) for what, path in found)


def _kept(name: str) -> Iterator[Path]:
    folder = present_cache_folder(name)
    paths = sorted(folder.iterdir()) if folder else ()
    yield from (path for path in paths if not path.name.startswith((IN_USE, GATE)))


def _size(path: Path) -> int:
    try:
        return size_of(path) if is_own_folder(path) else path.lstat().st_size
    except FileNotFoundError:  # removed meanwhile
        return 0


def clear_cache(*, dry_run: bool = False) -> tuple[tuple[Stored, ...], tuple[Stored, ...]]:
    """Remove everything but programs that run. Return what is, or would be, removed, and what is left.

    Waits for runs that clone a cluster; an open state stays readable.
    """
    templates = present_cache_folder("templates")
    with ExitStack() as locks:
        if templates and not dry_run:
            with CACHE.explained(templates):
                locks.enter_context(unused(templates, wait=True))
        found = stored()
        running = running_environments(item.path for item in found if item.what == "program")
        removed = tuple(item for item in found if item.path not in running)
        for item in () if dry_run else removed:
            (remove_environment if item.what == "program" else remove_folder)(item.path)
    return removed, tuple(item for item in found if item.path in running)

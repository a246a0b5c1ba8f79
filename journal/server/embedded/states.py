"""Databases as replays left them: one file in the cache for each, a note and then a tar of the data folder.

One file is complete or not there, and stays readable for whom it is open when somebody else deletes it.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from journal.errors import ServerFailed
from journal.server.locks import FileLock, gate
from journal.server.own_folder import FolderUnsafe, open_file
from journal.server.provider import KeptDatabase
from journal.server.runs import size_of

SIZE_BOUND = 1024**3
"""Bytes that all kept states of all builds may take; those that were not used for longest go first."""

UNPACK = "tar -xmof - -C"
"""A shell's words for unpacking standard input to the folder named next; no owners, no times: both cost."""

_UNUSED_SECONDS = 30 * 24 * 3600
_PACK_SECONDS = 120
_MAGIC = b"drizzle-journal state 1"
_SUFFIX = ".state"
_MAKING = "making-"


@contextmanager
def packed(kept: KeptDatabase) -> Iterator[BinaryIO]:
    """The file of a state, open where its tar begins. Raises ServerFailed when it is gone or no such file."""
    try:
        file = _opened(kept.path)
        _note(file)
    except (OSError, FolderUnsafe, ValueError) as error:
        raise ServerFailed(f"{kept.path} cannot be read: {error}.", hint="Type: journal cache clear") from None
    with file:
        yield file


def _opened(path: Path) -> BinaryIO:
    """A state's file, if only we can have written it. Raises OSError, FolderUnsafe."""
    return os.fdopen(open_file(path, os.O_RDONLY), "rb", buffering=0)


def _note(file: BinaryIO) -> bytes:
    """Read up to where the tar begins. Raises ValueError when it is no such file."""
    line = file.readline(100)
    if not line.startswith(_MAGIC):
        raise ValueError("it is no kept state")
    return file.read(int(line.removeprefix(_MAGIC)))


@dataclass(frozen=True)
class SavedDatabases:
    """The states in one folder that one build of PostgreSQL with one set of options made."""

    folder: Path
    build: str

    def find(self, names: Sequence[str]) -> KeptDatabase | None:
        """The first of the names that is here and whole, with its note; None when there is none."""
        here = {path.name for path in self.folder.iterdir()}
        if any(name.startswith(_MAKING) for name in here):
            self._remove_unfinished()
        for name in names:
            if self._file(name).name in here and (kept := self._read(name)):
                return kept
        return None

    def _read(self, name: str) -> KeptDatabase | None:
        path = self._file(name)
        with suppress(OSError, FolderUnsafe, ValueError), _opened(path) as file:
            note = _note(file)
            os.utime(file.fileno())
            return KeptDatabase(name, note, path)
        return None

    def keep(self, name: str, note: bytes, data: Path, before_exec: Callable[[], None] | None = None) -> None:
        """Keep a data folder whose server has shut down, unless it is too large for the bound.

        `before_exec` makes the reader of the folder somebody else: the one whom it belongs to. Raises OSError or
        SubprocessError when that fails; then there is nothing new.
        """
        size = size_of(data)
        if size > SIZE_BOUND // 2:
            return
        self._make_room(size)
        with self._making() as path:
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

    @contextmanager
    def _making(self) -> Iterator[Path]:
        """A new file; its lock says that it is being made."""
        with FileLock() as lock:
            with gate(self.folder):
                descriptor, name = tempfile.mkstemp(prefix=_MAKING, dir=self.folder)
                os.fchmod(descriptor, 0o600)  # whatever the umask is
                os.close(descriptor)
                lock.take(Path(name))
            try:
                yield Path(name)
            finally:
                Path(name).unlink(missing_ok=True)

    def _remove_unfinished(self) -> None:
        """Remove what killed runs were making; never what somebody is making now."""
        with gate(self.folder):
            for path in self.folder.glob(_MAKING + "*"):
                with suppress(OSError, FolderUnsafe), FileLock() as lock:
                    if lock.take(path):
                        path.unlink(missing_ok=True)

    def _make_room(self, size: int) -> None:
        """Remove the states not used for a month, then those not used for longest, until there is room."""
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

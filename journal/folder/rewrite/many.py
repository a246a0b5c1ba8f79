"""Putting many files into a folder at once: all of them or none, whatever comes between, and a way back.

A second folder is made beside it, and the two change places in one step of the kernel.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import orjson

from journal.errors import JournalChanged, JournalInvalid, Place
from journal.folder.rewrite.exchange import exchange, sync
from journal.folder.rewrite.leftovers import temporary_folder
from journal.project.files import FileKind, read_file
from journal.project.os_errors import reason, way_out
from journal.project.paths import real_path

SNAPSHOTS, HANDBACK = "_snapshots_written_", "meta/_handed_back_"
"""What the folders of records are called, with a number after it: drizzle-kit passes over names in `meta/` that begin
with `_`. The first is relative to `meta/`, the second to the folder of the migrations.
"""


@dataclass(frozen=True)
class WrittenFiles:
    """What one run wrote: each file's name and the SHA-256 of its bytes; `replaced`: those that were there.

    `removed` are files that are gone, and kept; `made` the folders that are new. All names are relative to the folder
    that was written.
    """

    folder: Path
    written: tuple[tuple[str, str], ...]
    replaced: tuple[str, ...]
    removed: tuple[str, ...] = ()
    made: tuple[str, ...] = ()


class Staging:
    """The folder that is to take the place of `target`: all that is there, and what is put in."""

    def __init__(self, target: Path, folder: Path, base: str) -> None:
        self.target, self.folder = target, folder
        self.listed = listed(target)
        self.written: list[tuple[str, str]] = []
        self.replaced: list[str] = []
        self.removed: list[str] = []
        self.record = f"{base}{_next(target, base)}"

    def put(self, name: str, content: bytes, mode: int | None = None) -> None:
        """Put a file in, on the disk; one that is there is kept in the record as `.bak`, and its mode goes on."""
        path = self.folder / name
        if path.exists():
            mode = path.stat().st_mode if mode is None else mode
            self._keep(name)
            self.replaced.append(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            if mode is not None:
                os.fchmod(file.fileno(), mode & 0o7777)
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
        value = {"written": self.written, "replaced": self.replaced, "removed": self.removed, "made": self._made()}
        (folder / "record.json").write_bytes(orjson.dumps(value, option=orjson.OPT_INDENT_2))
        self.change_places()

    def _made(self) -> list[str]:
        """The folders that are new, the innermost first."""
        names = [name for name, _ in self.written]
        parents = {parent for name in (*names, self.record) for parent in Path(name).parents if parent.name}
        return sorted((str(one) for one in parents if not (self.target / one).exists()), reverse=True)

    def change_places(self) -> None:
        """The new folder for the old one, which is then where the new one was."""
        if listed(self.target) != self.listed:
            raise changed(self.target)
        exchange(self.folder, self.target)
        if listed(self.folder) != self.listed:  # a file that came in the last moment is in the old folder
            exchange(self.folder, self.target)
            raise changed(self.target)
        sync(self.target.parent)


def changed(target: Path) -> JournalChanged:
    """The error that says so."""
    return JournalChanged(
        f"{target} was changed by somebody else in the meantime; it was left as it is.",
        hint="Type the command again.",
        place=Place(target),
    )


@contextmanager
def staging(target: Path, base: str = SNAPSHOTS) -> Iterator[Staging]:
    """A folder to be put in the place of `target`. Call it under project_lock. Without `close`, nothing has happened.

    `base`: what the record is called. A crash at any point leaves the old folder or the new one, and what it leaves
    beside is removed by the next run. Raises JournalInvalid where it cannot be written.
    """
    target = real_path(target)
    try:
        target.mkdir(parents=True, exist_ok=True)
        if not os.access(target, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        with temporary_folder(target) as folder:
            shutil.copytree(target, folder, dirs_exist_ok=True, copy_function=_linked, symlinks=True)
            yield Staging(target, folder, base)
    except OSError as error:
        raise JournalInvalid(
            f"{target} cannot be written: {reason(error, target)}.",
            hint=way_out(error.errno) or f"ls -ld '{target.parent}' '{target}' shows who may.",
            place=Place(target),
        ) from None


def last_record(target: Path, base: str = SNAPSHOTS) -> WrittenFiles | None:
    """What the last run wrote that is not undone; None where there is none. Raises JournalInvalid."""
    number = _next(target, base) - 1
    folder = target / f"{base}{number}"
    if not number:
        return None
    try:
        value = orjson.loads(read_file(folder / "record.json", FileKind.JOURNAL))
        written = tuple((_inside(str(name)), str(digest)) for name, digest in value["written"])
        replaced, removed, made = (
            tuple(_inside(str(name)) for name in value.get(key, ())) for key in ("replaced", "removed", "made")
        )
        return WrittenFiles(folder, written, replaced, removed, made)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise JournalInvalid(
            f"{folder / 'record.json'} cannot be read, so nothing can be undone.",
            hint="git checkout HEAD -- it, or remove its folder.",
            place=Place(folder),
        ) from None


def _inside(name: str) -> str:
    """Return a name of the record; raises ValueError for one that leads out of the folder that was written."""
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise ValueError(name)
    return name


def undo(target: Path, record: WrittenFiles, base: str = SNAPSHOTS) -> None:
    """Take back what a run wrote, all of it or nothing. Raises JournalChanged where a file is no longer as written."""
    refuse_changed(target, record)
    with staging(target, base) as stage:
        for name, _ in record.written:
            (stage.folder / name).unlink()
        kept = stage.folder / record.folder.relative_to(target)
        for name in (*record.replaced, *record.removed):
            (kept / f"{name}.bak").rename(stage.folder / name)
        shutil.rmtree(kept)
        for name in record.made:
            with suppress(OSError):  # somebody has put something in
                (stage.folder / name).rmdir()
        stage.change_places()


def refuse_changed(target: Path, record: WrittenFiles) -> None:
    """Raise JournalChanged where a file is no longer as it was written, or something is where one goes back to."""
    for name, digest in record.written:
        path = target / name
        if not path.exists() or _digest(read_file(path, FileKind.SQL)) != digest:
            state = "not as it was written" if path.exists() else "not there any more"
            raise JournalChanged(
                f"{path} is {state}; nothing was undone.",
                hint=f"Take back first what came after it, such as a later generate. What was here before is in "
                f"{record.folder}.",
                place=Place(path),
            )
    for name in record.removed:
        if (target / name).exists():
            raise JournalChanged(
                f"{target / name} is there again; nothing was undone.",
                hint="Move it away first.",
                place=Place(target / name),
            )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


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

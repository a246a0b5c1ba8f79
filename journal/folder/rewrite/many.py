"""Write many files into a folder at once: all of them or none, also in a crash, and undo it later.

A copy of the folder is changed beside it, and the two are exchanged in one step of the kernel.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import orjson

from journal.dataclass import dataclass
from journal.errors import JournalChanged, JournalInvalid, Place
from journal.folder.rewrite.store import changed
from journal.folder.rewrite.temporary import exchange, sync, temporary_folder
from journal.project.files import FileKind, read_file, real_path
from journal.project.os_errors import reason, way_out

SNAPSHOTS, HANDBACK = "_snapshots_written_", "meta/_handed_back_"
"""The names of the folders of records, without their number: drizzle-kit skips names in `meta/` that begin with `_`.
The first is relative to `meta/`, the second to the folder of the migrations.
"""

HANDBACK_TO_1 = "_handed_back_"
"""The same where the folder has the layout of 1.0 afterwards, relative to the folder of the migrations.

There SNAPSHOTS is relative to it, too: drizzle 1.0 passes over a folder without `migration.sql` and `snapshot.json`.
"""

BASELINE, BASELINE_OF_1 = "meta/_baseline_written_", "_baseline_written_"
"""The same of a baseline, in the layout of 0.x and in that of 1.0, both relative to the folder of the migrations."""

ADOPTED, ADOPTED_TO_1 = "meta/_adopted_", "_adopted_"
"""The same of `adopt`, in the layouts of 0.x and of 1.0."""

REBASED, REBASED_1 = "meta/_rebased_", "_rebased_"
"""The same of rebases, for the layouts of 0.x and 1.0."""

SQUASHED, SQUASHED_1 = "meta/_squashed_", "_squashed_"
"""The same of squashes."""

RECORDS = ("_snapshots_written_", "_handed_back_", "_baseline_written_", "_adopted_", "_rebased_", "_squashed_")
"""How their names begin, in `meta/` and in a folder of 1.0."""


@dataclass(frozen=True)
class WrittenFiles:
    """The files of one run: the name and the SHA-256 of each that was written; `replaced` existed before.

    `removed` are files that were removed; the record keeps them. `made` are new folders. All names are relative to the
    written folder.
    """

    folder: Path
    written: tuple[tuple[str, str], ...]
    replaced: tuple[str, ...]
    removed: tuple[str, ...] = ()
    made: tuple[str, ...] = ()


class Staging:
    """The folder that will replace `target`: a copy of it with the changes."""

    def __init__(self, target: Path, folder: Path, base: str) -> None:
        self.target, self.folder = target, folder
        self.listed = listed(target)
        self.written: dict[str, str] = {}
        self.replaced: list[str] = []
        self.removed: list[str] = []
        self.record = f"{base}{_next(target, base)}"

    def put(self, name: str, content: bytes, mode: int | None = None) -> None:
        """Write a file and flush it to the disk. The record keeps the one that was there as `.bak`; its mode stays."""
        path = self.folder / name
        if path.exists() and name not in self.written:
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
        self.written[name] = _digest(content)

    def remove(self, name: str) -> None:
        """Remove a file, and the folders that are empty then; the record keeps it as `.bak`."""
        self._keep(name)
        self.removed.append(name)
        with suppress(OSError):  # it has other files
            for parent in [self.folder / one for one in Path(name).parents if one.name]:
                parent.rmdir()

    def _keep(self, name: str) -> None:
        kept = self.folder / self.record / f"{name}.bak"
        kept.parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).rename(kept)

    def close(self) -> None:
        """Write the record and exchange the folders. Raises JournalChanged where another process has written there."""
        folder = self.folder / self.record
        folder.mkdir(parents=True, exist_ok=True)
        names = (*self.written, self.record)
        parents = {parent for name in names for parent in Path(name).parents if parent.name}
        made = sorted((str(parent) for parent in parents if not (self.target / parent).exists()), reverse=True)
        value = {"written": [*self.written.items()], "replaced": self.replaced, "removed": self.removed, "made": made}
        (folder / "record.json").write_bytes(orjson.dumps(value, option=orjson.OPT_INDENT_2))
        self.exchange()

    def exchange(self) -> None:
        """Exchange the two folders; the old one then has the name of the new one."""
        if listed(self.target) != self.listed:
            raise changed(self.target)
        exchange(self.folder, self.target)
        if listed(self.folder) != self.listed:  # a file was written in the last moment: it is in the old folder
            exchange(self.folder, self.target)
            raise changed(self.target)
        sync(self.target.parent)


@contextmanager
def staging(target: Path, base: str = SNAPSHOTS) -> Iterator[Staging]:
    """Yield the folder that will replace `target`. Call it under project_lock. Without `close`, nothing changes.

    `base` is the name of the record. A crash at any point leaves the old folder or the new one; the next run removes
    the other one. Raises JournalInvalid where the folder cannot be written.
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
            hint=way_out(error.errno) or f"ls -ld '{target.parent}' '{target}' shows the permissions.",
            place=Place(target),
        ) from None


def last_record(target: Path, base: str = SNAPSHOTS) -> WrittenFiles | None:
    """Return the record of the last run that is not undone, or None. Raises JournalInvalid."""
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
            hint="Restore it from git, or remove its folder.",
            place=Place(folder),
        ) from None


def _inside(name: str) -> str:
    """Return a name of the record; raises ValueError for one that leads out of the folder that was written."""
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise ValueError(name)
    return name


def undo(target: Path, record: WrittenFiles, base: str = SNAPSHOTS) -> None:
    """Undo what a run wrote, all of it or nothing. Raises JournalChanged where a file has changed since."""
    refuse_changed(target, record)
    with staging(target, base) as stage:
        for name, _ in record.written:
            (stage.folder / name).unlink()
        kept = stage.folder / record.folder.relative_to(target)
        for name in (*record.replaced, *record.removed):
            (stage.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (kept / f"{name}.bak").rename(stage.folder / name)
        shutil.rmtree(kept)
        for name in record.made:
            with suppress(OSError):  # it has other files now
                (stage.folder / name).rmdir()
        stage.exchange()


def refuse_changed(target: Path, record: WrittenFiles) -> None:
    """Raise JournalChanged where a written file has changed, or a removed one exists again."""
    for name, digest in record.written:
        path = target / name
        if not path.exists() or _digest(read_file(path, FileKind.SQL)) != digest:
            state = "has changed since" if path.exists() else "no longer exists"
            hint = f"Undo later changes first, such as a later generate. {record.folder} has the old files."
            raise JournalChanged(f"{path} {state}; nothing was undone.", hint=hint, place=Place(path))
    for path in (target / name for name in record.removed):
        if path.exists():
            message = f"{path} exists again; nothing was undone."
            raise JournalChanged(message, hint="Move it away first.", place=Place(path))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


Listed = dict[str, tuple[int, int]]
"""The time of the last change and the size of each file, to detect another process that writes there."""


def listed(folder: Path) -> Listed:
    """Return all files in a folder and below."""
    found: Listed = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)  # noqa: PTH118 - thousands of files, often
            status = os.lstat(path)
            found[os.path.relpath(path, folder)] = (status.st_mtime_ns, status.st_size)
    return found


def base_of(target: Path) -> str:
    """Return where the records of handbacks are in a folder: one of 1.0 has no `meta/`."""
    return HANDBACK_TO_1 if _next(target, HANDBACK_TO_1) > 1 else HANDBACK


def _next(target: Path, base: str) -> int:
    start = Path(base).name
    names = [path.name.removeprefix(start) for path in (target / base).parent.glob(f"{start}*")]
    return max((int(name) for name in names if name.isdigit()), default=0) + 1


def _linked(source: str, target: str) -> None:
    """Hard-link a file, or copy it where the file system has no hard links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)

"""Read a file of the user: opened once, as a regular file, with a limit. No other module opens one.

A pull request is untrusted: it may have a link to a device, a pipe without a writer, a file larger than the memory.
"""

import errno
import os
import re
import shutil
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from enum import Enum
from pathlib import Path

from journal.errors import SettingsInvalid
from journal.project.system import open_flags

VARIABLE = "JOURNAL_MAX_FILE_SIZE"
"""A variable and no setting of journal.toml, since a pull request must not raise its own limit."""

_MB = 1024 * 1024
_SIZE = re.compile(r"(\d{1,12})\s*([KMG]?)i?B?", re.IGNORECASE)
_UNITS = {"": 1, "K": 1024, "M": _MB, "G": 1024 * _MB}
_FLAGS = open_flags("O_RDONLY", "O_CLOEXEC", "O_NONBLOCK", "O_NOCTTY")
_CHUNK = 16 * _MB
_WHAT = {
    stat.S_IFDIR: "Is a directory",
    stat.S_IFIFO: "it is a pipe, not a regular file",
    stat.S_IFCHR: "it is a device, not a regular file",
    stat.S_IFBLK: "it is a device, not a regular file",
}


class FileKind(Enum):
    """The purpose of a file. The value is its largest size in bytes; JOURNAL_MAX_FILE_SIZE raises each."""

    SQL = 256 * _MB
    SNAPSHOT = 32 * _MB
    JOURNAL = 8 * _MB
    SETTINGS = 1 * _MB


class Unreadable(OSError):
    """A file that exists and is not read. `strerror` is the reason, and how to raise a limit."""

    def __init__(self, why: str) -> None:
        super().__init__(errno.EINVAL, why)


def read_file(path: Path, kind: FileKind, *, within: Path | None = None) -> bytes:
    """Return the bytes of a regular file, read once.

    `within`: the folder that a link may not lead out of, see `boundary`; None for a path that the user has typed.
    Raises OSError: FileNotFoundError, that of the system, or Unreadable.
    """
    if within is not None:
        refuse_link_out(path, within)
    try:
        descriptor = os.open(path, _FLAGS)
    except ValueError:  # a NUL in the name
        raise Unreadable("no file has such a name") from None
    except OSError as error:  # ENXIO: a socket, or a device without a driver
        if error.errno != errno.ENXIO:
            raise
        raise Unreadable("it is a socket or a device, not a regular file") from None
    try:
        return _read(descriptor, most(kind))
    finally:
        os.close(descriptor)


def append_text(path: Path, text: str) -> None:
    """Append to a regular file, which is made where there is none. Raises OSError, also Unreadable, and never waits."""
    flags = open_flags("O_WRONLY", "O_APPEND", "O_CREAT", "O_NONBLOCK", "O_CLOEXEC")
    descriptor = os.open(path, flags, 0o644)
    with open(descriptor, "a", encoding="utf-8") as file:  # noqa: PTH123 - it is open already
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Unreadable("it is not a regular file")
        file.write(text)


def _read(descriptor: int, limit: int) -> bytes:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable(_WHAT.get(stat.S_IFMT(status.st_mode), "it is not a regular file"))
    if status.st_size > limit:
        size, raised = shown_size(status.st_size), f"{VARIABLE}={-(-status.st_size // _MB)}MB raises the limit"
        raise Unreadable(f"it has {size}, and at most {shown_size(limit)} are read; {raised}")
    # One byte more than its size: a file that grows, or one of /proc, whose size is always 0.
    parts, left = [], min(limit, status.st_size) + 1
    while left and (part := os.read(descriptor, min(left, _CHUNK))):
        parts.append(part)
        left -= len(part)
    if not left:
        raise Unreadable("it is no ordinary file: it has more bytes than its size")
    return parts[0] if len(parts) == 1 else b"".join(parts)


def most(kind: FileKind) -> int:
    """Return the largest size in bytes of a file of the kind. Raises SettingsInvalid where the variable is no size."""
    value = os.environ.get(VARIABLE, "").strip()
    if not value:
        return kind.value
    size = _SIZE.fullmatch(value)
    if size is None:
        raise SettingsInvalid(f"{VARIABLE}={value!r} is not a size.", hint=f"Write for example: {VARIABLE}=500MB")
    return max(kind.value, int(size[1]) * _UNITS[size[2].upper()])


def shown_size(size: int) -> str:
    """Return a number of bytes as text, rounded up."""
    for unit, word in ((1024 * _MB, "GB"), (_MB, "MB"), (1024, "kB")):
        if size >= unit:
            return f"{-(-size * 10 // unit) / 10:g} {word}"
    return f"{size} bytes"


def boundary(root: Path) -> Path:
    """Return the folder that no link of a project may lead out of: its git work tree, or the project without one."""
    return next((folder for folder in (root, *root.parents) if os.path.lexists(folder / ".git")), root)


def refuse_link_out(path: Path, within: Path) -> None:
    """Raise Unreadable where a path inside `within` leads out of it through a link; other paths are typed by the user.

    Raises OSError for a link to itself.
    """
    inside = _is_inside(os.path.abspath(path), str(within))  # noqa: PTH100 - no link is followed
    if inside and leads_out(path, within):
        raise Unreadable(f"it is a symbolic link out of {within}, to {os.path.realpath(path)}")


def leads_out(path: Path, within: Path) -> bool:
    """Tell whether a path, with all links followed, is outside a folder."""
    return "\0" not in str(path) and not _is_inside(os.path.realpath(path), os.path.realpath(within))


def is_file(path: Path) -> bool:
    """Tell whether a path is a file; no where its folder must not be searched."""
    with suppress(OSError):
        return path.is_file()
    return False


def is_folder(path: Path) -> bool:
    """Tell whether a path is a folder; no where the one above must not be searched."""
    with suppress(OSError):
        return path.is_dir()
    return False


def copy_file(source: str, target: str) -> None:
    """Copy a regular file with its mode, as a copy function of copytree. Raises the errors of read_file."""
    content = read_file(Path(source), FileKind.SQL)
    Path(target).write_bytes(content)
    Path(target).chmod(os.stat(source).st_mode & 0o777)  # noqa: PTH116 - names as shutil passes them


def linked_folders(folder: str, names: Iterable[str]) -> set[str]:
    """Return the names that are links to folders, for copytree to skip: a link may lead anywhere."""
    return {name for name in names if Path(folder, name).is_symlink() and Path(folder, name).is_dir()}


def copy_folder(source: Path, target: Path, *, without: Sequence[str] = ()) -> Path:
    """Copy a folder, its files as `copy_file` does. Links to other folders and to nothing are left out.

    `without`: patterns of names that are left out, too.
    """
    patterns = shutil.ignore_patterns(*without)

    def ignored(folder: str, names: list[str]) -> set[str]:
        return {*linked_folders(folder, names), *patterns(folder, names)}

    copied = shutil.copytree(
        source, target, copy_function=copy_file, ignore=ignored, ignore_dangling_symlinks=True, dirs_exist_ok=True
    )
    return Path(copied)


def _is_inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def real_path(path: Path) -> Path:
    """Return a path with its links followed. A link to itself, for which Path.resolve raises, stays unchanged."""
    return Path(os.path.realpath(path))

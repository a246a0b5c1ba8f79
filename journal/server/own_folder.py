"""Folders and files of ours: what another user of this machine could change is refused.

A path is walked from `/` down. Each folder on the way belongs to root or to us, and is closed to other writers or
sticky; so when the walk has come to an entry, nobody else can exchange what was looked at before it, and the path
without links that it returns stays what it is. Our own folders at its end are no links, belong to us, and only we write
to them.
"""

import errno
import grp
import os
import pwd
import shutil
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from journal.errors import JournalError

_LINKS = 40
"""As many as Linux follows."""

_NO_FILE = {errno.ELOOP, errno.EISDIR, errno.ENXIO}
"""How opening a link, a folder, or a FIFO or socket without a reader fails."""

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


class FolderUnsafe(JournalError):
    """Another user of this machine can change a folder or a file that would be ours alone."""

    code = "folder-unsafe"


def own_folder(path: Path, *, mode: int = 0o700) -> Path:
    """The path without links of a folder that is ours alone. It is made, with its parents, where it is not there.

    The last part is never a link, whoever made it. Raises FolderUnsafe, and OSError where it cannot be made or written.
    """
    parent = _walked(path.absolute().parent, mode)
    folder = _entered(parent / path.name, mode)
    _refuse_foreign(folder, mode)
    return folder


def new_folder(parent: Path, prefix: str) -> Path:
    """A new private folder in one of ours, whatever the umask is. Raises OSError."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    folder.chmod(0o700)
    return folder


def make_folder(folder: Path, mode: int = 0o700) -> Path:
    """Make a folder in one of ours, whatever the umask is. Raises OSError."""
    folder.mkdir()
    folder.chmod(mode)
    return folder


def write_file(path: Path, content: bytes) -> None:
    """Write a new private file in a folder of ours, whatever the umask is. Raises OSError."""
    descriptor = open_file(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def open_file(path: Path, flags: int) -> int:
    """A descriptor of a file of ours. Never follows a link, nor waits for a FIFO. Raises FolderUnsafe, OSError."""
    unsafe = FolderUnsafe(f"{path} is no file that only we can write to.", hint=f"Remove it: rm '{path}'")
    try:
        descriptor = os.open(path, flags | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    except OSError as error:
        raise unsafe if error.errno in _NO_FILE else error from None
    try:
        found = os.fstat(descriptor)
        is_alone = stat.S_ISREG(found.st_mode) and found.st_nlink == 1 and not found.st_mode & _OTHERS_WRITE
        if not is_alone or found.st_uid != os.geteuid():
            raise unsafe
        if found.st_mode & 0o600 != 0o600:  # a new file, made under another umask
            os.fchmod(descriptor, 0o600)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def is_own_folder(path: Path) -> bool:
    """Whether an entry of a folder of ours is a folder of ours, too, and no link to one."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not _is_open_to_others(path, found)


def remove_folder(folder: Path) -> None:
    """Delete a folder, by descriptors: a link in it, or in its place, is deleted and not followed.

    What cannot be deleted is left.
    """
    with suppress(OSError):
        parent = os.open(folder.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            if stat.S_ISDIR(os.lstat(folder.name, dir_fd=parent).st_mode):
                shutil.rmtree(folder.name, dir_fd=parent, ignore_errors=True)
            else:
                os.unlink(folder.name, dir_fd=parent)
        finally:
            os.close(parent)


def entries(folder: Path, prefix: str) -> Iterator[Path]:
    """What of a folder of ours has a name that begins so, and is a folder of ours, no link to one."""
    yield from (path for path in folder.glob(prefix + "*") if is_own_folder(path))


def tell_passed_over(reasons: Sequence[str], taken: Path) -> None:
    """Say once, on stderr unless the program that calls us logs elsewhere, why a usual place was not taken."""
    for reason in reasons:
        _warn(f"warning: {reason} {taken} is used instead.")


@cache
def _warn(message: str) -> None:
    import logging  # noqa: PLC0415 - seldom needed

    logging.getLogger("journal").warning("%s", message)


def _walked(path: Path, mode: int) -> Path:
    """A folder without the links on the way to it, made where it is not there; its mode then is `mode`."""
    here, left, links = Path("/"), list(reversed(path.parts[1:])), 0
    _refuse_unsafe(here, here.lstat())
    while left:
        part = left.pop()
        if part == "..":
            here = here.parent
            continue
        entry = here / part
        target = _target(entry)
        if target is None:
            here = _entered(entry, mode)
            continue
        links += 1
        if links > _LINKS:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
        here = Path("/") if target.is_absolute() else here
        left += reversed([part for part in target.parts if part != "/"])
    return here


def _target(entry: Path) -> Path | None:
    """What a link names; None where the entry is none. Raises FolderUnsafe where another user made the link."""
    try:
        found = entry.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISLNK(found.st_mode):
        return None
    if found.st_uid not in _trusted():
        raise FolderUnsafe(f"{entry} is a link that another user made ({_user(found.st_uid)}).")
    return entry.readlink()


def _entered(entry: Path, mode: int) -> Path:
    """A folder after a look at it; it is made where it is not there. It is no link."""
    try:
        found = entry.lstat()
    except FileNotFoundError:
        with suppress(FileExistsError):  # somebody was faster: then it is looked at
            entry.mkdir(mode=mode)
            entry.chmod(mode)  # whatever the umask is
        found = entry.lstat()
    _refuse_unsafe(entry, found)
    return entry


def _refuse_unsafe(entry: Path, found: os.stat_result) -> None:
    """Raise FolderUnsafe where others than root and we can exchange what is in a folder that is on the way."""
    if stat.S_ISLNK(found.st_mode):
        raise FolderUnsafe(f"{entry} is a link, and a folder of ours is none.")
    if not stat.S_ISDIR(found.st_mode):
        raise FolderUnsafe(f"{entry} is there, and is no folder.")
    if found.st_uid not in _trusted():
        raise FolderUnsafe(f"{entry} belongs to another user ({_user(found.st_uid)}).")
    if _is_open_to_others(entry, found) and not found.st_mode & stat.S_ISVTX:
        raise FolderUnsafe(f"Other users can write to {entry} (mode {stat.S_IMODE(found.st_mode):04o}).")


def _refuse_foreign(folder: Path, mode: int) -> None:
    """Raise FolderUnsafe where a folder is not ours alone; give it its mode, which another umask may have set."""
    found = folder.lstat()
    if found.st_uid != os.geteuid():
        raise FolderUnsafe(f"{folder} belongs to another user ({_user(found.st_uid)}).")
    if _is_open_to_others(folder, found):
        raise FolderUnsafe(f"Other users can write to {folder} (mode {stat.S_IMODE(found.st_mode):04o}).")
    if stat.S_IMODE(found.st_mode) != mode:
        folder.chmod(mode)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _unwritable(folder)


def _unwritable(folder: Path) -> OSError:
    number = errno.EROFS if os.statvfs(folder).f_flag & os.ST_RDONLY else errno.EACCES
    return OSError(number, os.strerror(number), str(folder))


def _trusted() -> set[int]:
    """Root, us, and the owner of `/`: in a user namespace that is root, under another number."""
    return {0, os.geteuid(), Path("/").lstat().st_uid}


def _is_open_to_others(path: Path, found: os.stat_result) -> bool:
    """Whether somebody else may write: anybody, or the members of the group, or whom an access list names."""
    if found.st_mode & stat.S_IWOTH:
        return True
    return bool(found.st_mode & stat.S_IWGRP) and (_has_access_list(path) or not _is_private(found.st_gid))


def _has_access_list(path: Path) -> bool:
    """Where there is one, the group's bits are its mask: they tell nothing of the group."""
    try:
        os.getxattr(path, "system.posix_acl_access", follow_symlinks=False)
    except (OSError, AttributeError):  # there is none, or the system has no such call
        return False
    return True


def _is_private(gid: int) -> bool:
    """Whether the group has no members but root and us, as where each user has a group of their own."""
    try:
        ours = {"root", pwd.getpwuid(os.geteuid()).pw_name}
        members = {*grp.getgrgid(gid).gr_mem, *(user.pw_name for user in pwd.getpwall() if user.pw_gid == gid)}
    except KeyError:  # a user or a group without a name has members that nobody knows
        return False
    return members <= ours


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"

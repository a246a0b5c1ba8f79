"""Private folders and files: what another user of this machine could change is refused.

A path is walked from `/` down. Each folder on the way belongs to root or to us, and is closed to other writers or
sticky; so no other user can exchange an entry after the walk has checked it, and the path without links that it returns
stays the same. The private folder at its end is not a link, belongs to us, and only we can write to it.
"""

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from journal.errors import JournalError
from journal.project.system import refuse_windows

_MOST_LINKS = 40
"""As many as Linux follows."""

_NOT_A_FILE = {errno.ELOOP, errno.EISDIR, errno.ENXIO}
"""How opening a link, a folder, or a FIFO or socket without a reader fails."""


class FolderUnsafe(JournalError):
    """Another user of this machine can change a folder or a file that has to be private."""

    code = "folder-unsafe"


def own_folder(path: Path, *, mode: int = 0o700) -> Path:
    """Return the path without links of a private folder, which is created with its parents if it is missing.

    The last part is never a link. Raises FolderUnsafe, and OSError where it cannot be made or written.
    """
    refuse_windows("A private folder")
    path = path.absolute()
    folder = _enter(_walk(path.parent, mode) / path.name, mode)
    found = folder.lstat()
    if found.st_uid != os.geteuid():
        raise FolderUnsafe(f"{folder} belongs to another user ({_user(found.st_uid)}).")
    if _is_open_to_others(folder, found):
        raise FolderUnsafe(f"Other users can write to {folder} (mode {stat.S_IMODE(found.st_mode):04o}).")
    if stat.S_IMODE(found.st_mode) != mode:  # another umask may have set it
        folder.chmod(mode)
    if not os.access(folder, os.W_OK | os.X_OK):
        number = errno.EROFS if os.statvfs(folder).f_flag & os.ST_RDONLY else errno.EACCES
        raise OSError(number, os.strerror(number), str(folder))
    return folder


def is_own_folder(path: Path) -> bool:
    """Tell whether an entry of a private folder is a private folder, too, and not a link to one."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not _is_open_to_others(path, found)


def own_folders_in(folder: Path, prefix: str = "") -> Iterator[Path]:
    """Yield the private folders in a private folder whose names begin with `prefix`."""
    yield from filter(is_own_folder, folder.glob(f"{prefix}*"))


def new_folder(parent: Path, prefix: str) -> Path:
    """Create a folder with a new name in a private folder, whatever the umask is. Raises OSError."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    folder.chmod(0o700)
    return folder


def new_file(parent: Path, prefix: str) -> Path:
    """Create an empty file with a new name in a private folder, whatever the umask is. Raises OSError."""
    descriptor, name = tempfile.mkstemp(prefix=prefix, dir=parent)
    os.close(descriptor)
    Path(name).chmod(0o600)
    return Path(name)


def make_folder(folder: Path, mode: int = 0o700) -> Path:
    """Create this folder in a private folder, whatever the umask is. Raises OSError."""
    folder.mkdir()
    folder.chmod(mode)
    return folder


def write_file(path: Path, content: bytes) -> None:
    """Write a new file in a private folder, whatever the umask is. Raises OSError."""
    with os.fdopen(open_file(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as file:
        file.write(content)


def open_file(path: Path, flags: int) -> int:
    """Return a descriptor of a private file. Never follows a link or waits for a FIFO. Raises FolderUnsafe, OSError."""
    unsafe = FolderUnsafe(f"{path} is not a file that only we can write to.", hint=f"Remove it: rm '{path}'")
    try:
        descriptor = os.open(path, flags | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    except OSError as error:
        raise unsafe if error.errno in _NOT_A_FILE else error from None
    try:
        found = os.fstat(descriptor)
        is_alone = stat.S_ISREG(found.st_mode) and found.st_nlink == 1 and found.st_uid == os.geteuid()
        if not is_alone or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise unsafe
        if found.st_mode & 0o600 != 0o600:  # a new file, made under another umask
            os.fchmod(descriptor, 0o600)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def remove_folder(folder: Path) -> None:
    """Delete a folder by descriptors: a link in it, or in its place, is deleted and not followed.

    A file that an ending server still writes may need a second attempt. Leaves what cannot be deleted.
    """
    for _ in range(3):
        if not os.path.lexists(folder):
            return
        with suppress(OSError):
            parent = os.open(folder.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                if stat.S_ISDIR(os.lstat(folder.name, dir_fd=parent).st_mode):
                    shutil.rmtree(folder.name, dir_fd=parent, ignore_errors=True)
                else:
                    os.unlink(folder.name, dir_fd=parent)
            finally:
                os.close(parent)


def size_of(folder: Path) -> int:
    """Return the bytes that the files in a folder take; files that vanish meanwhile count nothing."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(parent, name)).st_size  # noqa: PTH118 - thousands of files, often
    return total


def _walk(path: Path, mode: int) -> Path:
    """Return a folder's path without the links on the way to it; missing folders are created with this mode."""
    here, left, links = Path("/"), list(reversed(path.parts[1:])), 0
    _refuse_unsafe(here, here.lstat())
    while left:
        part = left.pop()
        target = None if part == ".." else _link_target(here / part)
        if part == "..":
            here = here.parent
        elif target is None:
            here = _enter(here / part, mode)
        else:
            links += 1
            if links > _MOST_LINKS:
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
            here = Path("/") if target.is_absolute() else here
            left += reversed([part for part in target.parts if part != "/"])
    return here


def _link_target(entry: Path) -> Path | None:
    """Return what a link names; None if the entry is not a link. Raises FolderUnsafe for another user's link."""
    try:
        found = entry.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISLNK(found.st_mode):
        return None
    if found.st_uid not in _trusted():
        raise FolderUnsafe(f"{entry} is a link that another user made ({_user(found.st_uid)}).")
    return entry.readlink()


def _enter(entry: Path, mode: int) -> Path:
    """Return a folder after checking it; it is created if it is missing."""
    try:
        found = entry.lstat()
    except FileNotFoundError:
        with suppress(FileExistsError):  # another process was faster: then its entry is checked
            entry.mkdir(mode=mode)
            entry.chmod(mode)  # whatever the umask is
        found = entry.lstat()
    _refuse_unsafe(entry, found)
    return entry


def _refuse_unsafe(entry: Path, found: os.stat_result) -> None:
    """Raise FolderUnsafe if users other than root and us can exchange the entries of a folder on the way."""
    if stat.S_ISLNK(found.st_mode):
        raise FolderUnsafe(f"{entry} is a link, and a private folder must not be one.")
    if not stat.S_ISDIR(found.st_mode):
        raise FolderUnsafe(f"{entry} exists, and is not a folder.")
    if found.st_uid not in _trusted():
        raise FolderUnsafe(f"{entry} belongs to another user ({_user(found.st_uid)}).")
    if _is_open_to_others(entry, found) and not found.st_mode & stat.S_ISVTX:
        raise FolderUnsafe(f"Other users can write to {entry} (mode {stat.S_IMODE(found.st_mode):04o}).")


def _trusted() -> set[int]:
    """Return root, us, and the owner of `/`: in a user namespace that is root, under another number."""
    return {0, os.geteuid(), Path("/").lstat().st_uid}


def _is_open_to_others(path: Path, found: os.stat_result) -> bool:
    """Tell whether other users may write: all, the members of the group, or those that an access list names."""
    if found.st_mode & stat.S_IWOTH:
        return True
    if not found.st_mode & stat.S_IWGRP:
        return False
    # With an access list, the group's bits are its mask, and say nothing of the group.
    with suppress(OSError, AttributeError):  # there is none, or the system has no such call
        os.getxattr(path, "system.posix_acl_access", follow_symlinks=False)
        return True
    # A group may have no members but root and us, as where each user has a group of their own.
    import grp
    import pwd

    gid = found.st_gid
    try:
        own = {"root", pwd.getpwuid(os.geteuid()).pw_name}
        members = {*grp.getgrgid(gid).gr_mem, *(user.pw_name for user in pwd.getpwall() if user.pw_gid == gid)}
    except KeyError:  # the members of a user or a group without a name are not known
        return True
    return not members <= own


def _user(uid: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"

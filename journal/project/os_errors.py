"""Errors of the operating system as the end of a sentence, and their remedies. The only place that words an OSError."""

import errno
import os
import re
from pathlib import Path

from journal.project.system import IS_POSIX

_WORDS = {
    errno.EROFS: "the file system is read-only",
    errno.ENAMETOOLONG: "the path is too long",
    errno.ENFILE: "the system has too many files open",
}
_WAYS_OUT = {
    errno.ENOSPC: "Free some space there, or point TMPDIR at a larger disk.",
    errno.EDQUOT: "Free some of your quota there, or point TMPDIR at another disk.",
    errno.EMFILE: "Allow more open files: ulimit -n 1024",
    errno.ENFILE: "Close other programs: the whole system has no open file left.",
    errno.EAGAIN: "Allow more processes: ulimit -u",
    errno.ENOMEM: "Allow more memory: ulimit -v",
    errno.EFBIG: "Allow larger files: ulimit -f unlimited",
    errno.EROFS: "Mount it so that it can be written to, or work on a copy.",
}
_MEGABYTE = 1_000_000
# As programs print it in the C locale.
_TEXTS = {os.strerror(number): number for number in (errno.ENOSPC, errno.EDQUOT, errno.EROFS)}
_SHARED_MEMORY = re.compile(r"could not \w+ shared memory segment \"/")


def reason(error: OSError, path: Path) -> str:
    """Return why a path could not be made, read or written, such as `the disk is full: /tmp has 0 MB free`."""
    return _reason(error.errno, path) or (error.strerror or str(error)).removesuffix(".")


def way_out(number: int | None) -> str:
    """Return the remedy for an error by its number; empty where it depends on the operation."""
    return _WAYS_OUT.get(number or 0, "")


def reason_in(text: str, path: Path) -> str:
    """Return the reason that a program in `path` printed, in the same words; empty where its text names none."""
    number = next((number for words, number in _TEXTS.items() if words in text), None)
    return _reason(number, Path("/dev/shm") if _SHARED_MEMORY.search(text) else path)  # noqa: S108 - where those segments are


def _reason(number: int | None, path: Path) -> str:
    if number == errno.ENOSPC:
        return f"the disk is full: {_room(path)}"
    if number == errno.EDQUOT:
        return f"the disk quota is used up: {_room(path)}"
    if number == errno.EMFILE and IS_POSIX:
        import resource  # seldom needed

        most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        return f"this process has too many files open (ulimit -n is {most})"
    return _WORDS.get(number or 0, "")


def _room(path: Path) -> str:
    """Return the free space at a path. A file system may also have no room for another file."""
    while not path.is_dir() and path != path.parent:
        path = path.parent
    try:
        found = os.statvfs(path)
    except OSError:
        return f"{path} has no room"
    free = found.f_bavail * found.f_frsize
    inodes = ", and room for no more files" if found.f_files and not found.f_favail else ""
    return f"{path} has {free // _MEGABYTE} MB free{inodes}"

"""The user that the server runs as. PostgreSQL refuses root, and initdb a uid that the system has no name for.

A user namespace solves both: no user is created, no permission changed, the files stay ours, and inside we have the
number of a user who has a name. Containers may forbid it; then root gives the server another uid, and any other user
needs nss_wrapper, which supplies a name.
"""

import ctypes
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache, partial
from itertools import chain
from pathlib import Path

from journal.dataclass import dataclass
from journal.errors import ServerFailed
from journal.project.system import user_id
from journal.server.cache_and_run_folders import RUNS, programs_parent
from journal.server.own_folder import make_folder, own_folder, write_file
from journal.server.runs import run_folder

with suppress(ImportError):  # Windows, where nothing here runs
    import pwd

_CLONE_NEWUSER = 0x10000000
_PR_SET_PDEATHSIG = 1
_PREFERRED = 1000
_NOBODY = 65534
_WRAPPER = "libnss_wrapper.so"
_LIBRARIES = ("usr/lib/*", "usr/lib64", "usr/lib", "usr/local/lib")
_UMASK = 0o077
_COPY_SECONDS = 120


@dataclass(frozen=True)
class ServerUser:
    """How a child process becomes a user that PostgreSQL accepts.

    `uid` is set when it needs files of its own, `named` is the uid that nss_wrapper has to supply a name for.
    """

    name: str
    enter: Callable[[], None]
    uid: int | None = None
    named: int | None = None

    def prepare(self) -> Callable[[], None]:
        """Return what the child runs before exec: become this user, then die when our process dies.

        The order matters: a change of credentials clears the death signal.
        """
        parent = os.getpid()

        def before_exec() -> None:
            os.umask(_UMASK)
            self.enter()
            if sys.platform == "linux":
                _libc().prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)
                if os.getppid() != parent:  # it died before the call
                    os._exit(1)

        return before_exec

    def home(self, folder: Path) -> Path:
        """Return the part of a run's folder that this user will own: all of it if its files are ours.

        Another uid gets a folder in it, so that it cannot reach the lock of the run.
        """
        if self.uid is None:
            return folder
        folder.chmod(0o711)
        return make_folder(folder / "pg")

    def own(self, folder: Path) -> None:
        """Give a folder that we have filled to this user, from the bottom up.

        Until the folder itself is given at the end, no process of that uid can get in and exchange what is below.
        """
        if self.uid is None:
            return
        for _, folders, files, descriptor in os.fwalk(folder, topdown=False):
            for name in (*folders, *files):
                os.chown(name, self.uid, -1, dir_fd=descriptor, follow_symlinks=False)
        os.chown(folder, self.uid, -1, follow_symlinks=False)

    def copy(self, cluster: Path, copied: Path) -> None:
        """Copy this user's folder into our empty folder. Raises OSError, SubprocessError.

        Another uid's files are read as that uid, so that what its processes exchange meanwhile leads to none of our
        files.
        """
        if self.uid is None:
            subprocess.run(
                ["cp", "-Rp", f"{cluster}/.", copied], check=True, capture_output=True, timeout=_COPY_SECONDS,
                umask=_UMASK,
            )  # fmt: skip
            return
        packing = subprocess.Popen(
            ["tar", "-cf", "-", "-C", cluster, "."], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            preexec_fn=self.prepare(),  # noqa: PLW1509
        )  # fmt: skip
        with packing:
            subprocess.run(
                ["tar", "--no-same-owner", "-xf", "-", "-C", copied], stdin=packing.stdout, check=True,
                capture_output=True, timeout=_COPY_SECONDS, umask=_UMASK,
            )  # fmt: skip
        if packing.returncode != 0:
            raise subprocess.CalledProcessError(packing.returncode, "tar")

    def environment(self, clean: Mapping[str, str], folder: Path) -> dict[str, str]:
        """Return the variables of a child: the clean ones, and nss_wrapper's, whose files are written into `folder`."""
        if self.named is None:
            return dict(clean)
        passwd, group = folder / "passwd", folder / "group"
        if not passwd.exists():
            write_file(passwd, f"journal:x:{self.named}:{self.named}::/:/bin/sh\n".encode())
            write_file(group, f"journal:x:{self.named}:\n".encode())
        supplied = {"LD_PRELOAD": str(_wrapper()), "NSS_WRAPPER_PASSWD": str(passwd), "NSS_WRAPPER_GROUP": str(group)}
        return {**clean, **supplied}


def current_identity() -> ServerUser:
    """Return the first user that works here. Raises ServerFailed."""
    return _first_that_works(user_id())


@cache
def _first_that_works(uid: int) -> ServerUser:
    for identity in _candidates(uid):
        if _works(identity.enter):
            return identity
    is_root, is_named = os.geteuid() == 0, _named_uid() is not None
    other = "use another server: --temp postgresql://… or --temp docker"
    if is_root and is_named:
        raise ServerFailed(
            "PostgreSQL refuses to run as root. Here, root cannot create a user namespace and cannot become another "
            "user.",
            hint=f"Run this as another user, such as docker run --user 1000 · or {other}",
        )
    uid, gid = (_PREFERRED, _PREFERRED) if is_root else (os.geteuid(), os.getegid())
    who = "PostgreSQL refuses to run as root" if is_root else f"PostgreSQL refuses uid {uid}, which has no name"
    namespace = "no user namespace can be made" if is_named else "no other uid has a name either"
    line = f"journal:x:{uid}:{gid}::/tmp:/bin/sh"
    raise ServerFailed(
        f"{who}; {namespace}, and {_WRAPPER} is not installed.",
        hint=f"Give the uid a name, in the image: echo '{line}' >> /etc/passwd · or install "
        f"libnss-wrapper · or {other}",
    )


def _candidates(uid: int) -> Iterator[ServerUser]:
    if uid and _has_name(uid):
        yield ServerUser("ourselves", _stay)
        return
    inside = _named_uid()
    if inside is not None:
        yield ServerUser("user-namespace", partial(_enter_namespace, inside))
    if not uid and inside is not None:
        yield other_uid()
    elif not uid and _wrapper():
        yield ServerUser("user-namespace", partial(_enter_namespace, _PREFERRED), named=_PREFERRED)
        yield ServerUser("other-uid", partial(_become, _NOBODY, _NOBODY), _NOBODY, named=_NOBODY)
    elif _wrapper():
        yield ServerUser("ourselves", _stay, named=uid)


def other_uid() -> ServerUser:
    """Return root's second way: a uid that owns nothing but what we give it."""
    try:
        user = pwd.getpwnam("nobody")
    except KeyError:
        user = pwd.getpwuid(_named_uid() or _NOBODY)
    return ServerUser("other-uid", partial(_become, user.pw_uid, user.pw_gid), user.pw_uid)


def _named_uid() -> int | None:
    """Return a uid other than root's that the system has a name for, or None."""
    others = (user.pw_uid for user in pwd.getpwall() if user.pw_uid not in (0, _NOBODY))
    return next((uid for uid in chain((_PREFERRED,), others, (_NOBODY,)) if _has_name(uid)), None)


def _has_name(uid: int) -> bool:
    """Tell whether a child with a clean environment finds a name; nss_wrapper may supply one for this process only."""
    if "nss_wrapper" in os.environ.get("LD_PRELOAD", ""):
        return False
    try:
        return bool(pwd.getpwuid(uid))
    except KeyError:
        return False


@cache
def _wrapper() -> Path | None:
    """Return the library of nss_wrapper, the one in LD_PRELOAD first, or None."""
    preloaded = map(Path, os.environ.get("LD_PRELOAD", "").replace(" ", ":").split(":"))
    places = (place for pattern in _LIBRARIES for place in Path("/").glob(f"{pattern}/{_WRAPPER}"))
    found = chain((path for path in preloaded if "nss_wrapper" in path.name), places)
    return next((path for path in found if path.is_absolute() and path.is_file()), None)


def readable_binaries(folder: Path, identity: ServerUser) -> Path:
    """Return the folder itself, or a copy if this user cannot read it. The permissions of the folder stay."""
    if identity.uid is None:
        return folder
    command = [str(folder / "postgres"), "--version"]
    with suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(command, preexec_fn=identity.enter, capture_output=True, timeout=30, check=False)
        if done.returncode == 0:
            return folder
    root = folder.parent.parent  # the wheel's libraries are beside its pginstall/
    copies = own_folder(programs_parent() / "binaries", mode=0o711)
    found = (folder / "postgres").stat()
    copy = copies / hashlib.sha256(f"{folder} {found.st_size} {found.st_mtime_ns}".encode()).hexdigest()[:16]
    if not copy.exists():
        _copy_readable((root, root.with_name(root.name + ".libs")), copy)
    return copy / root.name / folder.relative_to(root)


def _copy_readable(sources: tuple[Path, ...], copy: Path) -> None:
    """Make copies that everybody can read, in one step; the next run removes those of a killed one."""
    with run_folder(copy.parent.parent) as work, RUNS.explained(work):
        made = make_folder(work / "binaries", mode=0o755)
        for source in filter(Path.exists, sources):
            shutil.copytree(source, made / source.name, symlinks=True)
        for parent, _, names in os.walk(made):
            Path(parent).chmod(0o755)
            for path in (Path(parent, name) for name in names):
                if not path.is_symlink():
                    path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        with suppress(OSError):  # another run may have been faster
            made.rename(copy)


def _works(enter: Callable[[], None]) -> bool:
    """Try it in a child process that does nothing else; starting a program would take five times as long."""
    if enter is _stay:
        return True
    child = os.fork()
    if child == 0:
        try:
            enter()
        except BaseException:  # this child ends here in any case
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def _stay() -> None:
    pass


def _enter_namespace(inside: int) -> None:
    uid, gid = os.geteuid(), os.getegid()
    if _libc().unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{inside} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{inside} {gid} 1")


def _become(uid: int, gid: int) -> None:
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)

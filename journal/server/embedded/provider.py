"""A private cluster on a Unix socket, cloned from a cached template; durability is off, the data is thrown away."""

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from journal import __version__
from journal.connect.temporary import NoSession, connect, private_conninfo
from journal.errors import ServerFailed
from journal.project.os_errors import reason_in
from journal.server.embedded.binaries import Binaries, find_binaries
from journal.server.embedded.cache import cache_folder, cached
from journal.server.embedded.identity import ServerUser, current_identity, readable_binaries
from journal.server.embedded.states import UNPACK, SavedDatabases, packed
from journal.server.embedded.template import CLEAN_ENVIRONMENT, build_key, extensions_of, template_cluster, version_of
from journal.server.extensions import trusting
from journal.server.own_folder import make_folder, write_file
from journal.server.provider import KeptDatabase, Server
from journal.server.roles import DATABASE, OWNER, SUPERUSER
from journal.server.runs import explained, run_folder, size_of, unfilled

BOOT_SECONDS = 30.0
CLONE_SECONDS = 60.0
STOP_SECONDS = 60.0
_LOG_BYTES = 65536
_DISK_FULL = "53100"

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
    "dynamic_shared_memory_type": "mmap",  # in the data folder: /dev/shm may be full, and a kill leaves nothing there
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
    identity: Callable[[], ServerUser] = current_identity

    def kept(self, names: Sequence[str]) -> KeptDatabase | None:
        """The first of these names under which a database of this build is in the cache."""
        if not names:
            return None
        with cached(self._states.folder):
            return self._states.find(names)

    @contextmanager
    def start(self, kept: KeptDatabase | None = None) -> Iterator[Server]:
        """Clone or unpack, boot, wait for the first answer; the server and its folder are gone at the end.

        A kept database that does not boot is thrown away.
        """
        wishes: list[tuple[str, bytes]] = []
        with run_folder() as folder, ExitStack() as using_template, _Log() as log:
            place = self._place(folder, log)
            template = using_template.enter_context(template_cluster(place.binaries, self._who))
            version = version_of(template)
            with _running(place, template, kept) as process:
                # psycopg is imported here: 100 ms, during which the cluster is copied and the server boots.
                address = {"host": str(place.folder), "port": "5432", "dbname": DATABASE}
                admin, owner = (private_conninfo(address | {"user": user}) for user in (SUPERUSER, OWNER))
                with _blaming(kept):
                    _wait_until_ready(admin, process, place)
                using_template.close()
                with place.with_room():
                    yield Server(
                        owner, admin, version, self._found.origin, lambda: size_of(place.folder),
                        lambda name, note: wishes.append((name, note)),
                    )  # fmt: skip
                for name, note in wishes[-1:]:
                    with suppress(OSError, subprocess.SubprocessError):  # the answer is known, whatever happens here
                        if _shut_down(process):
                            self._states.keep(name, note, place.data, self._who.prepare())

    def _place(self, folder: Path, log: "_Log") -> "_Place":
        binaries = Binaries(readable_binaries(self._found.folder, self._who), self._found.origin)
        with explained(folder):
            home = self._who.home(folder)
            return _Place(binaries, self._who, home, self._who.environment(CLEAN_ENVIRONMENT, home), log)

    @cached_property
    def _found(self) -> Binaries:
        return find_binaries(self.pg_bin, major=self.major)

    @cached_property
    def _who(self) -> ServerUser:
        return self.identity()

    @cached_property
    def _states(self) -> SavedDatabases:
        build = f"{build_key(self._found, self._who)} {sorted((_OPTIONS | _SINCE_18).items())} {__version__}"
        return SavedDatabases(cache_folder("states"), hashlib.sha256(build.encode()).hexdigest()[:16])


@dataclass(frozen=True)
class _Place:
    """What a server is started from, and the folder it lives in."""

    binaries: Binaries
    identity: ServerUser
    folder: Path
    environment: dict[str, str]
    log: "_Log"

    @contextmanager
    def with_room(self) -> Iterator[None]:
        """Where the disk was full meanwhile, that is the answer, whatever went wrong by it. Raises ServerFailed."""
        try:
            yield
        except Exception as error:
            if getattr(error, "sqlstate", None) == _DISK_FULL:
                raise unfilled(self.folder, f"PostgreSQL says: {' '.join(str(error).split())}") from None
            self._refuse_full(self.log.text())
            raise
        self._refuse_full(self.log.text())

    def _refuse_full(self, said: str) -> None:
        if why := reason_in(said, self.folder):
            raise unfilled(self.folder, why) from None

    def ended(self) -> ServerFailed:
        """The server ended before it answered: with what it said, or what is seen without a word of it."""
        self._refuse_full(self.log.text())
        return ServerFailed(f"The temporary PostgreSQL ended at once: {self.log.last_words()}")

    def unready(self, said: str) -> ServerFailed:
        """The server did not answer in time, or will not."""
        self._refuse_full(said)
        return ServerFailed(f"The temporary PostgreSQL did not answer in {BOOT_SECONDS:g} s: {said}")

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
        standins = _copy_standins(self.folder / "standins")
        allowed = make_folder(self.folder / "allowed")
        trusting(extensions_of(template), make_folder(allowed / "extension"))
        return f"{allowed}:$system:{standins}"


@contextmanager
def _running(place: _Place, template: Path, kept: KeptDatabase | None) -> Iterator["subprocess.Popen[bytes]"]:
    with packed(kept) if kept else nullcontext(subprocess.DEVNULL) as stdin, explained(place.folder):
        filling: list[str | Path] = ["sh", "-c", _UNPACK if kept else _CLONE, "sh", template, place.data]
        process = subprocess.Popen(
            _command(place, filling, stdin, place.server(template)), stdin=stdin, stdout=place.log.descriptor,
            stderr=place.log.descriptor, env=place.environment, cwd=place.folder,
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
    done = subprocess.run(
        filling, stdin=stdin, capture_output=True, text=True, timeout=CLONE_SECONDS, check=False, umask=0o077
    )
    if done.returncode != 0:
        said = done.stderr.strip()
        raise unfilled(place.folder, reason_in(said, place.folder) or said)
    place.identity.own(place.folder)
    return server


@contextmanager
def _blaming(kept: KeptDatabase | None) -> Iterator[None]:
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


def _wait_until_ready(conninfo: str, process: "subprocess.Popen[bytes]", place: _Place) -> None:
    deadline = time.monotonic() + BOOT_SECONDS
    while True:
        try:
            connect(conninfo).close()
            return
        except NoSession as error:
            if process.poll() is not None:
                raise place.ended() from None
            if time.monotonic() > deadline or reason_in(error.reason, place.folder):
                raise place.unready(error.reason) from None
        time.sleep(0.002)


def _copy_standins(target: Path) -> Path:
    """A copy of the stand-ins, whatever the umask is."""
    extension = make_folder(make_folder(target) / "extension")
    for path in (_STANDINS / "extension").iterdir():
        write_file(extension / path.name, path.read_bytes())
    return target


class _Log:
    """What a server says: in memory, so that a full disk does not silence it; else in a file without a name."""

    def __enter__(self) -> "_Log":
        if hasattr(os, "memfd_create"):
            self.descriptor = os.memfd_create("journal-log")
        else:
            with tempfile.TemporaryFile() as file:
                self.descriptor = os.dup(file.fileno())
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.descriptor)

    def text(self) -> str:
        """The end of it; the server goes on writing where it was."""
        size = os.fstat(self.descriptor).st_size
        return os.pread(self.descriptor, _LOG_BYTES, max(0, size - _LOG_BYTES)).decode("utf-8", "replace")

    def last_words(self) -> str:
        """Its last three lines."""
        return " / ".join(self.text().strip().splitlines()[-3:]) or "it said nothing"

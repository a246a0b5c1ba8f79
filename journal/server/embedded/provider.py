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
from functools import cached_property
from pathlib import Path

from journal import __version__
from journal.connect.temporary import NoSession, connect, private_conninfo
from journal.dataclass import dataclass
from journal.errors import ServerFailed
from journal.project.os_errors import reason_in
from journal.project.system import kill_group
from journal.server.cache_and_run_folders import CACHE, RUNS, cache_folder
from journal.server.embedded.binaries import Binaries, find_binaries
from journal.server.embedded.cache import UNPACK, SavedDatabases, packed
from journal.server.embedded.identity import ServerUser, current_identity, readable_binaries
from journal.server.embedded.template import CLEAN_ENVIRONMENT, build_key, extensions_of, template_cluster, version_of
from journal.server.extensions import trusting
from journal.server.own_folder import make_folder, size_of, write_file
from journal.server.provider import DATABASE, OWNER, SUPERUSER, KeptDatabase, Server
from journal.server.runs import run_folder

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
_SINCE_18 = {"io_method": "sync"}
# `cp` shares the blocks where the file system can; busybox has no such option, and APFS has it under a letter.
_CP = "cp -Rpc" if sys.platform == "darwin" else "cp -a --reflink=auto"
_CLONE = f'{{ {_CP} "$1" "$2" 2>/dev/null || cp -Rp "$1" "$2"; }}'
_UNPACK = f'mkdir -m 700 "$2" && {UNPACK} "$2"'
# The shell becomes PostgreSQL: one process to wait for and to signal, and the copy is made while we do other things.
_AND_RUN = ' && shift 2 && exec "$@" </dev/null'
_STANDINS = Path(__file__).with_name("standins")  # SQL for extensions that the wheel lacks and migrations use


@dataclass(frozen=True)
class EmbeddedProvider:
    """Servers from binaries on this machine. `pg_bin` is their folder, `major` the version, `identity` the user."""

    pg_bin: Path | None = None
    major: int | None = None
    identity: Callable[[], ServerUser] = current_identity

    def kept(self, names: Sequence[str]) -> KeptDatabase | None:
        """Return the database of this build that the cache has under the first of these names, or None."""
        if not names:
            return None
        with CACHE.explained(self._states.folder):
            return self._states.find(names)

    @contextmanager
    def start(self, kept: KeptDatabase | None = None) -> Iterator[Server]:
        """Clone or unpack, boot, and wait for the first answer; the server and its folder are removed at the end.

        A kept database that does not boot is deleted.
        """
        requests: list[tuple[str, bytes]] = []
        with run_folder() as folder, ExitStack() as using_template, _Log() as log:
            run = self._run(folder, log)
            template = using_template.enter_context(template_cluster(run.binaries, self._user))
            version = version_of(template)
            with _running(run, template, kept) as process:
                # psycopg is imported here: 100 ms, during which the cluster is copied and the server boots.
                admin, owner = run.conninfo(SUPERUSER), run.conninfo(OWNER)
                try:
                    _wait_until_ready(admin, process, run)
                except ServerFailed:
                    if kept:
                        kept.path.unlink(missing_ok=True)
                    raise
                using_template.close()
                with run.with_room():
                    yield Server(
                        owner, admin, version, self._found.origin, lambda: size_of(run.folder),
                        lambda name, note: requests.append((name, note)),
                    )  # fmt: skip
                for name, note in requests[-1:]:
                    with suppress(OSError, subprocess.SubprocessError):  # the answer is known, whatever happens here
                        process.send_signal(signal.SIGINT)  # the fast shutdown
                        if process.wait(timeout=STOP_SECONDS) == 0:
                            self._states.keep(name, note, run.data, self._user.prepare())

    def _run(self, folder: Path, log: "_Log") -> "_Run":
        binaries = Binaries(readable_binaries(self._found.folder, self._user), self._found.origin)
        with RUNS.explained(folder):
            home = self._user.home(folder)
            return _Run(binaries, self._user, home, self._user.environment(CLEAN_ENVIRONMENT, home), log)

    @cached_property
    def _found(self) -> Binaries:
        return find_binaries(self.pg_bin, major=self.major)

    @cached_property
    def _user(self) -> ServerUser:
        return self.identity()

    @cached_property
    def _states(self) -> SavedDatabases:
        build = f"{build_key(self._found, self._user)} {sorted((_OPTIONS | _SINCE_18).items())} {__version__}"
        return SavedDatabases(cache_folder("states"), hashlib.sha256(build.encode()).hexdigest()[:16])


class _Log:
    """The output of a server: in memory, so that a full disk does not silence it; else in a file without a name."""

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
        """Return the end of it; the server goes on writing where it was."""
        size = os.fstat(self.descriptor).st_size
        return os.pread(self.descriptor, _LOG_BYTES, max(0, size - _LOG_BYTES)).decode("utf-8", "replace")


@dataclass(frozen=True)
class _Run:
    """The programs of a server, its user, and the folder it lives in."""

    binaries: Binaries
    identity: ServerUser
    folder: Path
    environment: dict[str, str]
    log: _Log

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def conninfo(self, user: str) -> str:
        """Return libpq's text for the server's own database and this user."""
        return private_conninfo({"host": str(self.folder), "port": "5432", "dbname": DATABASE, "user": user})

    @contextmanager
    def with_room(self) -> Iterator[None]:
        """Raise ServerFailed if the disk became full meanwhile, whatever failed because of it."""
        try:
            yield
        except Exception as error:
            if getattr(error, "sqlstate", None) == _DISK_FULL:
                raise RUNS.full(self.folder, f"PostgreSQL says: {' '.join(str(error).split())}") from None
            self.refuse_full(self.log.text())
            raise
        self.refuse_full(self.log.text())

    def refuse_full(self, text: str) -> None:
        """Raise ServerFailed if the output of a program says that the disk is full."""
        if why := reason_in(text, self.folder):
            raise RUNS.full(self.folder, why) from None

    def server(self, template: Path) -> list[str | Path]:
        """Return the command that starts PostgreSQL."""
        options = dict(_OPTIONS)
        if int((template / "PG_VERSION").read_text().split(".")[0]) >= 18:
            # Extensions that we allow, the server's own, and stand-ins for missing ones.
            allowed, standins = (make_folder(self.folder / name) for name in ("allowed", "standins"))
            trusting(extensions_of(template), make_folder(allowed / "extension"))
            copies = make_folder(standins / "extension")
            for path in (_STANDINS / "extension").iterdir():
                write_file(copies / path.name, path.read_bytes())
            options |= _SINCE_18 | {"extension_control_path": f"{allowed}:$system:{standins}"}
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [self.binaries.postgres, "-D", self.data, "-k", self.folder, "-p", "5432", *settings]


@contextmanager
def _running(run: _Run, template: Path, kept: KeptDatabase | None) -> Iterator["subprocess.Popen[bytes]"]:
    """Fill the data folder and start the server, in one process if the files need no other owner."""
    script = _UNPACK if kept else _CLONE
    words: list[str | Path] = ["sh", template, run.data]
    with packed(kept) if kept else nullcontext(subprocess.DEVNULL) as stdin, RUNS.explained(run.folder):
        server = run.server(template)
        command = ["sh", "-c", script + _AND_RUN, *words, *server]
        if run.identity.uid is not None:
            done = subprocess.run(
                ["sh", "-c", script, *words], stdin=stdin, capture_output=True, text=True, timeout=CLONE_SECONDS,
                check=False, umask=0o077,
            )  # fmt: skip
            if done.returncode != 0:
                message = done.stderr.strip()
                raise RUNS.full(run.folder, reason_in(message, run.folder) or message)
            run.identity.own(run.folder)
            command = server
        process = subprocess.Popen(
            command, stdin=stdin, stdout=run.log.descriptor, stderr=run.log.descriptor, env=run.environment,
            cwd=run.folder, preexec_fn=run.identity.prepare(), start_new_session=True,  # noqa: PLW1509
        )  # fmt: skip
    try:
        yield process
    finally:
        process.send_signal(signal.SIGQUIT)  # the immediate shutdown: there is nothing to save
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
        kill_group(process)  # the rest of its session, such as a `cp`
        process.wait(timeout=10)


def _wait_until_ready(conninfo: str, process: "subprocess.Popen[bytes]", run: _Run) -> None:
    deadline = time.monotonic() + BOOT_SECONDS
    while True:
        try:
            connect(conninfo).close()
            return
        except NoSession as error:
            if process.poll() is not None:
                output = run.log.text()
                run.refuse_full(output)
                last = " / ".join(output.strip().splitlines()[-3:]) or "it printed nothing"
                raise ServerFailed(f"The temporary PostgreSQL ended at once: {last}") from None
            run.refuse_full(error.reason)
            if time.monotonic() > deadline:
                message = f"The temporary PostgreSQL did not answer in {BOOT_SECONDS:g} s: {error.reason}"
                raise ServerFailed(message) from None
        time.sleep(0.002)

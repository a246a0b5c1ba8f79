"""The initialised cluster that every run clones: made once for each build of PostgreSQL, kept in the cache."""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from journal.errors import ServerFailed
from journal.project.os_errors import reason, reason_in
from journal.server.embedded.binaries import Binaries
from journal.server.embedded.cache import cache_folder, cached, unkept
from journal.server.embedded.identity import ServerUser
from journal.server.locks import FileLock
from journal.server.own_folder import entries, is_own_folder, make_folder, new_folder, remove_folder, write_file
from journal.server.roles import DATABASE, OWNER, SUPERUSER, may_create_roles
from journal.server.runs import explained, run_folder, unfilled

_LAYOUT = "4"  # raise it when the steps below change
_MAKING = "making-"
_MOST = 8  # of 16 MB each
_VERSION = "journal_version"
_SHARED = "journal_sharedir"
IN_USE = "in-use"
"""The lock beside the templates: shared by those who clone one, taken alone to remove them."""

# Two of the three databases that initdb makes are copies nobody needs: the third is the one to work in. Its owner has
# the name that dumps expect, and no superuser's rights. Each line is one statement.
_FURNISH = """
UPDATE pg_database SET datistemplate = false WHERE datname LIKE 'template_';
DROP DATABASE template0;
DROP DATABASE template1;
CREATE ROLE {owner} LOGIN {createrole};
ALTER DATABASE {database} OWNER TO {owner};
ALTER SCHEMA public OWNER TO {public_owner};
"""

CLEAN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
"""All that a server sees of our environment: no DATABASE_URL, no cloud keys."""


@contextmanager
def template_cluster(binaries: Binaries, identity: ServerUser) -> Iterator[Path]:
    """The data folder to clone, there for as long as the block lasts; made on first use.

    Two at once make two, and one of them stays. It belongs to us, whatever the identity is.
    """
    templates = cache_folder("templates")
    finished = templates / build_key(binaries, identity)
    with FileLock() as lock:
        with cached(templates):
            if not is_own_folder(finished):
                remove_folder(finished)  # another user may have changed it
                _prune(templates)
            lock.take(templates / IN_USE, wait=True, shared=True)
        _make(binaries, identity, finished)
        yield finished


def _make(binaries: Binaries, identity: ServerUser, finished: Path) -> None:
    if is_own_folder(finished):
        os.utime(finished)
        return
    # initdb writes thousands of small files: in memory, where there is room, that takes half the time.
    with run_folder() as work:
        with explained(work):
            home = identity.home(work)
            cluster = make_folder(home / "cluster")
            environment = identity.environment(CLEAN_ENVIRONMENT, home)
            identity.own(home)
        _initialise(binaries, _Runner(identity, environment, work), cluster)
        _publish(binaries, identity, cluster, finished)


def _prune(templates: Path) -> None:
    """Remove what killed runs were making, and the clusters not used for longest, while nobody clones one."""
    with FileLock() as lock:
        if not lock.take(templates / IN_USE):
            return
        folders = sorted(entries(templates, ""), key=lambda folder: folder.stat().st_mtime, reverse=True)
        whole = [folder for folder in folders if not folder.name.startswith(_MAKING)]
        for folder in {*folders} - {*whole[:_MOST]}:
            remove_folder(folder)


def version_of(cluster: Path) -> str:
    """The exact server version that made a template, such as `18.6`."""
    return (cluster / _VERSION).read_text()


def extensions_of(cluster: Path) -> Path:
    """The folder of the extensions that the server of a template brings."""
    return Path((cluster / _SHARED).read_text()) / "extension"


def build_key(binaries: Binaries, identity: ServerUser) -> str:
    """What makes a cluster another one: how it is made, by which binaries, and who it belongs to."""
    stat = binaries.postgres.stat()
    build = f"{_LAYOUT} {binaries.postgres.resolve()} {stat.st_size} {stat.st_mtime_ns} {identity.name} {os.getuid()}"
    return hashlib.sha256(build.encode()).hexdigest()[:16]


def _publish(binaries: Binaries, identity: ServerUser, cluster: Path, finished: Path) -> None:
    """Copy it next to its place, then put it there in one step; another run may have been faster."""
    making = None
    try:
        making = new_folder(finished.parent, _MAKING)
        copied = make_folder(making / "cluster")
        identity.copy(cluster, copied)
        write_file(copied / _VERSION, binaries.version.encode())
        write_file(copied / _SHARED, _shared_folder(binaries).encode())
        copied.rename(finished)
    except (OSError, subprocess.SubprocessError) as error:
        if not is_own_folder(finished):
            raise _unpublished(finished, error) from None
    finally:
        if making:
            remove_folder(making)


def _unpublished(finished: Path, error: OSError | subprocess.SubprocessError) -> ServerFailed:
    if isinstance(error, OSError):
        why = reason(error, finished)
    else:
        said = getattr(error, "stderr", None) or b""
        why = reason_in(said.decode("utf-8", "replace"), finished) or str(error)
    return unkept(finished.parent, why)


def _initialise(binaries: Binaries, runner: "_Runner", folder: Path) -> None:
    trusting = ["-U", SUPERUSER, "-A", "trust", "-N", "--locale=C", "-E", "UTF8", "--wal-segsize=1"]
    initdb: list[str | Path] = [binaries.initdb, "-D", folder, *trusting]
    runner.run(initdb)
    runner.run([binaries.postgres, "--single", "-F", "-D", folder, DATABASE], _furnishing(binaries))


def _shared_folder(binaries: Binaries) -> str:
    """What pg_config says; a package without it has it beside `bin`."""
    try:
        config: list[str | Path] = [binaries.folder / "pg_config", "--sharedir"]
        said = subprocess.run(config, capture_output=True, text=True, timeout=30, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        said = ""
    return said or str(binaries.folder.parent / "share")


def _furnishing(binaries: Binaries) -> bytes:
    createrole = "CREATEROLE" if may_create_roles(binaries.major) else ""
    public_owner = "pg_database_owner" if binaries.major >= 14 else OWNER
    return _FURNISH.format(owner=OWNER, database=DATABASE, createrole=createrole, public_owner=public_owner).encode()


@dataclass(frozen=True)
class _Runner:
    """How the programs that make a cluster are run, and the folder that they work in."""

    identity: ServerUser
    environment: dict[str, str]
    folder: Path

    def run(self, command: list[str | Path], text: bytes = b"") -> None:
        """Run one to its end. Raises ServerFailed with the last line that it said."""
        try:
            done = subprocess.run(
                command, input=text, preexec_fn=self.identity.prepare(), env=self.environment, capture_output=True,
                cwd="/", timeout=120, check=False,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            raise ServerFailed(f"{command[0]} could not be run: {error}.", hint="Try another with --pg-bin.") from None
        if done.returncode != 0:
            raise self._failed(command[0], (done.stdout + done.stderr).decode("utf-8", "replace"))

    def _failed(self, program: str | Path, said: str) -> ServerFailed:
        if why := reason_in(said, self.folder):
            return unfilled(self.folder, why)
        last = (said.strip().splitlines() or ["no message"])[-1]
        return ServerFailed(f"{program} failed: {last}", hint="Try another PostgreSQL with --pg-bin.")

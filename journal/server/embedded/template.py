"""The initialised cluster that every run clones: made once for each build of PostgreSQL, kept in the cache."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from journal.cache import cache_folder
from journal.errors import ServerFailed
from journal.server.embedded.binaries import Binaries
from journal.server.embedded.identity import Identity
from journal.server.locks import FileLock
from journal.server.roles import DATABASE, OWNER, SUPERUSER, may_create_roles
from journal.server.runs import run_folder

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
def template_cluster(binaries: Binaries, identity: Identity, shared: Path) -> Iterator[Path]:
    """The data folder to clone, there for as long as the block lasts; made on first use.

    Two at once make two, and one of them stays. It is kept in the user's cache, or below `shared` when an identity
    without a home must reach it.
    """
    templates = cache_folder("templates") if identity.uid is None else _made(shared / "templates")
    finished = templates / build_key(binaries, identity)
    if not finished.exists():
        _prune(templates)
    with FileLock() as lock:
        lock.take(templates / IN_USE, wait=True, shared=True)
        _make(binaries, identity, finished)
        yield finished


def _make(binaries: Binaries, identity: Identity, finished: Path) -> None:
    if finished.exists():
        os.utime(finished)
        return
    # initdb writes thousands of small files: in memory, where there is room, that takes half the time.
    with run_folder() as work:
        cluster = work / "cluster"
        cluster.mkdir(mode=0o700)
        identity.own(work)
        _initialise(binaries, identity, cluster)
        _publish(cluster, finished)


def _prune(templates: Path) -> None:
    """Remove what killed runs were making, and the clusters not used for longest, while nobody clones one."""
    with FileLock() as lock:
        if not lock.take(templates / IN_USE):
            return
        folders = [folder for folder in templates.iterdir() if folder.name != IN_USE]
        folders.sort(key=lambda folder: folder.stat().st_mtime, reverse=True)
        whole = [folder for folder in folders if not folder.name.startswith(_MAKING)]
        for folder in {*folders} - {*whole[:_MOST]}:
            shutil.rmtree(folder, ignore_errors=True)


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o711, exist_ok=True)
    return folder


def version_of(cluster: Path) -> str:
    """The exact server version that made a template, such as `18.6`."""
    return (cluster / _VERSION).read_text()


def extensions_of(cluster: Path) -> Path:
    """The folder of the extensions that the server of a template brings."""
    return Path((cluster / _SHARED).read_text()) / "extension"


def build_key(binaries: Binaries, identity: Identity) -> str:
    """What makes a cluster another one: how it is made, by which binaries, and who it belongs to."""
    stat = binaries.postgres.stat()
    build = f"{_LAYOUT} {binaries.postgres.resolve()} {stat.st_size} {stat.st_mtime_ns} {identity.name} {os.getuid()}"
    return hashlib.sha256(build.encode()).hexdigest()[:16]


def _publish(cluster: Path, finished: Path) -> None:
    """Copy it next to its place, then put it there in one step; another run may have been faster."""
    making = Path(tempfile.mkdtemp(prefix=_MAKING, dir=finished.parent))
    try:
        copied = making / "cluster"
        subprocess.run(["cp", "-Rp", cluster, copied], check=True, capture_output=True, timeout=120)
        copied.rename(finished)
    except (OSError, subprocess.SubprocessError) as error:
        if not finished.exists():
            raise ServerFailed(f"{finished} could not be made: {error}.", hint="Is there space?") from None
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _initialise(binaries: Binaries, identity: Identity, folder: Path) -> None:
    trusting = ["-U", SUPERUSER, "-A", "trust", "-N", "--locale=C", "-E", "UTF8", "--wal-segsize=1"]
    initdb: list[str | Path] = [binaries.initdb, "-D", folder, *trusting]
    _run(initdb, identity)
    _run([binaries.postgres, "--single", "-F", "-D", folder, DATABASE], identity, _furnishing(binaries))
    (folder / _VERSION).write_text(binaries.version)
    (folder / _SHARED).write_text(_shared_folder(binaries))


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


def _run(command: list[str | Path], identity: Identity, text: bytes = b"") -> None:
    try:
        done = subprocess.run(
            command, input=text, preexec_fn=identity.prepare(), env=CLEAN_ENVIRONMENT, capture_output=True,
            cwd="/", timeout=120, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        raise ServerFailed(f"{command[0]} could not be run: {error}.", hint="Try another with --pg-bin.") from None
    if done.returncode != 0:
        said = (done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no message"])[-1]
        raise ServerFailed(f"{command[0]} failed: {said}", hint="Try another PostgreSQL with --pg-bin.")

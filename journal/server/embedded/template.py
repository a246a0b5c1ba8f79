"""The initialised cluster that every run clones: created once for each build of PostgreSQL, kept in the cache."""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from journal.errors import ServerFailed
from journal.project.os_errors import reason, reason_in
from journal.server.cache_and_run_folders import CACHE, RUNS, cache_folder
from journal.server.embedded.binaries import Binaries
from journal.server.embedded.identity import ServerUser
from journal.server.own_folder import (
    is_own_folder,
    make_folder,
    new_folder,
    own_folders_in,
    remove_folder,
    write_file,
)
from journal.server.provider import DATABASE, OWNER, SUPERUSER, may_create_roles
from journal.server.runs import in_use, run_folder, unused

_LAYOUT = "4"  # raise it when the steps below change
_MAKING = "making-"
_MOST = 8  # of 16 MB each
_VERSION = "journal_version"
_SHARED = "journal_sharedir"
# initdb makes three databases; the two that are only copied from go, and the third is the one to work in. Its owner
# has the name that dumps expect, and is not a superuser. Each line is one statement.
_PREPARE = """
UPDATE pg_database SET datistemplate = false WHERE datname LIKE 'template_';
DROP DATABASE template0;
DROP DATABASE template1;
CREATE ROLE {owner} LOGIN {createrole};
ALTER DATABASE {database} OWNER TO {owner};
ALTER SCHEMA public OWNER TO {public_owner};
"""

CLEAN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
"""The whole environment of a server: no DATABASE_URL, no cloud keys."""


@contextmanager
def template_cluster(binaries: Binaries, identity: ServerUser) -> Iterator[Path]:
    """Return the data folder to clone, which stays for as long as the block lasts; it is created on first use.

    It belongs to us, whatever the identity is. Two processes at once create two, and one of them stays.
    """
    templates = cache_folder("templates")
    finished = templates / build_key(binaries, identity)
    with ExitStack() as cloning:
        with CACHE.explained(templates):
            if not is_own_folder(finished):
                remove_folder(finished)  # another user may have changed it
                _prune(templates)
            cloning.enter_context(in_use(templates))
        if is_own_folder(finished):
            os.utime(finished)
        else:
            _create(binaries, identity, finished)
        yield finished


def version_of(cluster: Path) -> str:
    """Return the exact server version that made a template, such as `18.6`."""
    return (cluster / _VERSION).read_text()


def extensions_of(cluster: Path) -> Path:
    """Return the folder of extensions of the server that made a template."""
    return Path((cluster / _SHARED).read_text()) / "extension"


def build_key(binaries: Binaries, identity: ServerUser) -> str:
    """Return a digest of how a cluster is created, by which binaries, and who owns it."""
    stat = binaries.postgres.stat()
    build = f"{_LAYOUT} {binaries.postgres.resolve()} {stat.st_size} {stat.st_mtime_ns} {identity.name} {os.getuid()}"
    return hashlib.sha256(build.encode()).hexdigest()[:16]


def _prune(templates: Path) -> None:
    """Remove what killed runs were creating, and the clusters not used for longest, unless one is being cloned."""
    with unused(templates) as is_unused:
        if is_unused:
            folders = sorted(own_folders_in(templates), key=lambda folder: folder.stat().st_mtime, reverse=True)
            whole = [folder for folder in folders if not folder.name.startswith(_MAKING)]
            for folder in {*folders} - {*whole[:_MOST]}:
                remove_folder(folder)


def _create(binaries: Binaries, identity: ServerUser, finished: Path) -> None:
    # initdb writes thousands of small files: in memory, where there is room, that takes half the time.
    with run_folder() as work:
        with RUNS.explained(work):
            home = identity.home(work)
            cluster = make_folder(home / "cluster")
            run = partial(_run, identity, identity.environment(CLEAN_ENVIRONMENT, home), work)
            identity.own(home)
        trusting = ["-U", SUPERUSER, "-A", "trust", "-N", "--locale=C", "-E", "UTF8", "--wal-segsize=1"]
        run([binaries.initdb, "-D", cluster, *trusting])
        prepare = _PREPARE.format(
            owner=OWNER,
            database=DATABASE,
            createrole="CREATEROLE" if may_create_roles(binaries.major) else "",
            public_owner="pg_database_owner" if binaries.major >= 14 else OWNER,
        )
        run([binaries.postgres, "--single", "-F", "-D", cluster, DATABASE], prepare.encode())
        _publish(binaries, identity, cluster, finished)


def _run(
    identity: ServerUser, environment: dict[str, str], folder: Path, command: list[str | Path], text: bytes = b""
) -> None:
    """Run a program to its end. Raises ServerFailed with the last line of its output."""
    try:
        done = subprocess.run(
            command, input=text, preexec_fn=identity.prepare(), env=environment, capture_output=True, cwd="/",
            timeout=120, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        raise ServerFailed(f"{command[0]} could not be run: {error}.", hint="Try another with --pg-bin.") from None
    if done.returncode != 0:
        output = (done.stdout + done.stderr).decode("utf-8", "replace")
        if why := reason_in(output, folder):
            raise RUNS.full(folder, why)
        last = (output.strip().splitlines() or ["no message"])[-1]
        raise ServerFailed(f"{command[0]} failed: {last}", hint="Try another PostgreSQL with --pg-bin.")


def _publish(binaries: Binaries, identity: ServerUser, cluster: Path, finished: Path) -> None:
    """Copy the cluster next to its place, then move it there in one step; another run may have been faster."""
    making = None
    try:
        making = new_folder(finished.parent, _MAKING)
        copied = make_folder(making / "cluster")
        identity.copy(cluster, copied)
        write_file(copied / _VERSION, binaries.version.encode())
        write_file(copied / _SHARED, binaries.shared_folder.encode())
        copied.rename(finished)
    except OSError as error:
        if not is_own_folder(finished):
            raise CACHE.full(finished.parent, reason(error, finished)) from None
    except subprocess.SubprocessError as error:
        output = (getattr(error, "stderr", None) or b"").decode("utf-8", "replace")
        if not is_own_folder(finished):
            raise CACHE.full(finished.parent, reason_in(output, finished) or str(error)) from None
    finally:
        if making:
            remove_folder(making)

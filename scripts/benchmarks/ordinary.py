"""The peer's server: the same build as ours, with the settings that initdb leaves, on the disk; and its databases."""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg.conninfo import make_conninfo

from benchmarks.stage import DEADLINE, BenchFailed
from journal.server.embedded.binaries import find_binaries
from journal.server.embedded.identity import current_identity
from journal.server.embedded.template import CLEAN_ENVIRONMENT, template_cluster, version_of
from journal.server.provider import DATABASE, SUPERUSER, Server
from journal.server.runs import run_folder


@contextmanager
def ordinary_server(folder: Path) -> Iterator[Server]:
    """Start it, with its data in `folder`, and end it. Only its socket is where ours are."""
    binaries, identity = find_binaries(), current_identity()
    with run_folder() as socket:
        with template_cluster(binaries, identity) as template:
            data = Path(shutil.copytree(template, folder / "ordinary", dirs_exist_ok=True))
        data.chmod(0o700)
        process = subprocess.Popen(
            [binaries.postgres, "-D", data, "-k", socket, "-h", ""], env=CLEAN_ENVIRONMENT, cwd=socket,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=identity.prepare(),  # noqa: PLW1509
        )  # fmt: skip
        conninfo = f"host={socket} user={SUPERUSER} dbname={DATABASE}"
        try:
            _wait(conninfo)
            yield Server(conninfo, conninfo, version_of(data), "ordinary")
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(DEADLINE)


def _wait(conninfo: str) -> None:
    until = time.monotonic() + DEADLINE
    while time.monotonic() < until:
        try:
            psycopg.connect(conninfo).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.02)
    raise BenchFailed(f"The ordinary server did not answer in {DEADLINE:g} s.")


@contextmanager
def fresh_database(server: Server) -> Iterator[str]:
    """An empty database of a running server, for one round. Its making is not timed."""
    name = f"bench_{uuid4().hex}"
    with psycopg.connect(server.admin or server.conninfo, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {DATABASE}")
    try:
        yield make_conninfo(server.admin or server.conninfo, dbname=name)
    finally:
        with psycopg.connect(server.admin or server.conninfo, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

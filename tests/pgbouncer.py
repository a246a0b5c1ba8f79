"""A real PgBouncer in front of the tests' server, for one test. It runs as the server's user."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from needs import need

from journal.server.embedded.identity import current_identity

_SECONDS = 20.0
_SETTINGS = """
[databases]
* = host={host}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = {auth}
auth_file = {folder}/users
pool_mode = {mode}
default_pool_size = {size}
logfile = {folder}/log
"""


@contextmanager
def pgbouncer(  # noqa: PLR0913
    host: str, folder: Path, *, mode: str, size: int = 5, password: str = "", more: str = ""
) -> Iterator[str]:
    """The start of a URL through it: `postgresql://postgres@127.0.0.1:PORT/`. `host` is the server's socket folder.

    `password`: what it asks for, instead of trusting everybody; `more`: further lines of its settings.
    """
    program = shutil.which("pgbouncer") or shutil.which("/usr/sbin/pgbouncer") or ""
    need(program, "needs PgBouncer (apt-get install pgbouncer)")
    folder.mkdir(exist_ok=True)
    port = _free_port()
    (folder / "users").write_text(f'"postgres" "{password}"\n"journal_superuser" "{password}"\n')
    auth = "scram-sha-256" if password else "trust"
    settings = _SETTINGS.format(host=host, port=port, folder=folder, mode=mode, size=size, auth=auth)
    (folder / "ini").write_text(f"{settings}{more}\n")
    identity = current_identity()
    identity.own(folder)
    command = [program, "-q", str(folder / "ini")]
    process = subprocess.Popen(command, preexec_fn=identity.prepare(), stdin=subprocess.DEVNULL)  # noqa: PLW1509
    try:
        _wait_for(port, process)
        yield f"postgresql://postgres@127.0.0.1:{port}/"
    finally:
        process.kill()
        process.wait(_SECONDS)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as one:
            one.settimeout(1)
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"PgBouncer did not start (exit code {process.poll()})")

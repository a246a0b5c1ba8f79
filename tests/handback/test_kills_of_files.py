"""A short part of `scripts/kill-sweep-files`: whenever a kill comes, the next run leaves all as it should be."""

import re
import subprocess

import pytest
from conftest import HERE
from full import FULL

SCRIPT = HERE.parent / "scripts" / "kill-sweep-files"
KILLS = {
    "scaffold": 3, "bootstrap": 3, "fix": 3, "accept": 3, "new": 4, "snapshot": 2, "handback": 3, "move-meta": 3,
    "to-0.x": 3, "to-1.0": 2, "undo": 2, "undo-1.0": 3, "undo-move": 3, "backup": 2,
    "adopt": 2, "adopt-1.0": 2, "undo-adopt": 2,
    "baseline": 2, "undo-baseline": 2, "rebase": 2,
}  # fmt: skip
if FULL:  # each starts servers for its proof
    KILLS |= {"squash": 6, "squash-meta": 6, "squash-1.0": 4, "undo-squash": 4}


@pytest.mark.parametrize("verb", KILLS)
def test_after_a_kill_at_any_step_the_next_run_leaves_nothing_of_ours(verb: str) -> None:
    command = [SCRIPT, "--kills", str(KILLS[verb]), "--seed", "7", "--only", verb]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (row,) = re.findall(rf"^{verb} +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+)$", done.stdout, re.MULTILINE)
    steps, kills, in_time, old, new, between, wrong = map(int, row)
    assert (kills, old + new + between, wrong) == (KILLS[verb], KILLS[verb], 0)
    assert steps > 1
    assert in_time

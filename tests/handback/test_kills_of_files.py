"""A short part of `scripts/kill-sweep-files`: whenever a kill comes, the next run leaves all as it should be."""

import re
import subprocess

import pytest
from conftest import HERE

SCRIPT = HERE.parent / "scripts" / "kill-sweep-files"
KILLS = {
    "scaffold": 5, "bootstrap": 4, "fix": 4, "accept": 4, "new": 6, "snapshot": 3, "handback": 4, "move-meta": 4,
    "undo": 4, "undo-move": 4, "backup": 2,
}  # fmt: skip


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

"""SIGKILL at random moments of every verb that writes to a ledger; `scripts/kill-sweep-ledger` does it fifty times."""

import subprocess
import sys

from conftest import HERE
from full import FULL

VERBS = ["stamp", "replace", "unstamp", "repair", "move", "record", "down", *(["baseline"] if FULL else [])]
"""Each kill of a baseline costs two replays."""


def test_a_killed_write_leaves_the_old_ledger_or_the_new_one() -> None:
    script = str(HERE.parent / "scripts" / "kill-sweep-ledger")
    command = [sys.executable, script, "--kills", "10" if FULL else "2", "--seed", "3"]
    command += [word for verb in VERBS for word in ("--only", verb)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    table = [line.split() for line in done.stdout.splitlines()]
    assert [row[0] for row in table] == ["verb", *VERBS]
    assert all(int(row[2]) > 0 for row in table[1:]), "no kill came in time"

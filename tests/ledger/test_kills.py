"""SIGKILL at random moments of every verb that writes to a ledger; `scripts/kill-sweep-ledger` does it fifty times."""

import subprocess
import sys

import pytest
from conftest import HERE
from full import FULL

VERBS = ["stamp", "replace", "unstamp", "repair", "move", "record", "down", *(["baseline"] if FULL else [])]
"""Each kill of a baseline costs two replays."""


def test_a_killed_write_leaves_the_old_ledger_or_the_new_one() -> None:
    _sweep(VERBS, 10 if FULL else 2)


@pytest.mark.skipif(not FULL, reason="each kill costs several replays; JOURNAL_FULL=1 runs it")
def test_a_killed_adoption_leaves_the_old_ledger_or_the_new_one_and_the_next_one_writes_the_rest() -> None:
    _sweep(["adopt"], 4)


def _sweep(verbs: list[str], kills: int) -> None:
    script = str(HERE.parent / "scripts" / "kill-sweep-ledger")
    only = [word for verb in verbs for word in ("--only", verb)]
    command = [sys.executable, script, "--kills", str(kills), "--seed", "3", *only]
    done = subprocess.run(command, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    table = [line.split() for line in done.stdout.splitlines()]
    assert [row[0] for row in table] == ["verb", *verbs]
    assert all(int(row[2]) > 0 for row in table[1:]), "no kill came in time"

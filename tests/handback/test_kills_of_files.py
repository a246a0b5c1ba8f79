"""A short part of `scripts/kill-sweep-files`: whenever a kill comes, the folder is the old one or the new one."""

import re
import subprocess

from conftest import HERE

SCRIPT = HERE.parent / "scripts" / "kill-sweep-files"


def test_the_folder_is_the_old_one_or_the_new_one() -> None:
    command = [SCRIPT, "--kills", "4", "--seed", "7", "--only", "handback"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (row,) = re.findall(r"^handback +(\d+) +(\d+) +(\d+) +(\d+) +(\d+)$", done.stdout, re.MULTILINE)
    kills, in_time, old, new, wrong = map(int, row)
    assert (kills, old + new, wrong) == (4, 4, 0)
    assert in_time

"""Hearing drizzle-kit to its end, or to its last words, where something that schema.ts opened keeps it from ending."""

import os
import select
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

NO_CHANGES = "No schema changes, nothing to migrate"
FINE = "Everything's fine"
LAST_WORDS = (NO_CHANGES, FINE, "Your SQL migration file")
"""What `generate` and `check` print when all is written. Source: `writeResult` and `check` of drizzle-kit 0.31."""

_GRACE_SECONDS = 2.0


def heard(command: Sequence[str], cwd: Path, environment: Mapping[str, str], seconds: float) -> str:
    """All that the command prints. Raises TimeoutError when it neither ends nor says its last words in time."""
    process = subprocess.Popen(
        command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        return _listened(process, time.monotonic() + seconds)
    finally:
        process.kill()
        process.communicate()


def _listened(process: "subprocess.Popen[bytes]", deadline: float) -> str:
    assert process.stdout  # noqa: S101 - it is a pipe
    descriptor, said, has_ended = process.stdout.fileno(), b"", False
    while (left := deadline - time.monotonic()) > 0:
        if not select.select([descriptor], [], [], left)[0]:
            break
        new = os.read(descriptor, 65536)
        if not new:
            process.wait(max(deadline - time.monotonic(), _GRACE_SECONDS))
            return said.decode("utf-8", "replace")
        said += new
        if not has_ended and any(word.encode() in said for word in LAST_WORDS):
            has_ended, deadline = True, min(deadline, time.monotonic() + _GRACE_SECONDS)
    if has_ended:
        return said.decode("utf-8", "replace")
    raise TimeoutError

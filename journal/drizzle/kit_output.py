"""Hearing drizzle-kit to its end, or to its last words, where something that schema.ts opened keeps it from ending."""

import os
import select
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from journal.drizzle.node import Streams, refuse_flood, started

NO_CHANGES = "No schema changes, nothing to migrate"
FINE = "Everything's fine"
LAST_WORDS = (NO_CHANGES, FINE, "Your SQL migration file")
"""What `generate` and `check` print when all is written. Source: `writeResult` and `check` of drizzle-kit 0.31."""

_GRACE_SECONDS = 2.0
_TAIL = max(map(len, LAST_WORDS))


def read_until_done(command: Sequence[str], cwd: Path, environment: Mapping[str, str], seconds: float) -> str:
    """All that the command prints. Raises TimeoutError when it neither ends nor says its last words in time.

    Raises EngineFailed where it cannot be started, or prints more than `node.MOST_BYTES`.
    """
    with started(command, cwd=cwd, environment=environment, streams=Streams(stderr=subprocess.STDOUT)) as process:
        return _listened(process, time.monotonic() + seconds)


def _listened(process: "subprocess.Popen[bytes]", deadline: float) -> str:
    assert process.stdout  # noqa: S101 - it is a pipe
    descriptor, said, has_ended = process.stdout.fileno(), bytearray(), False
    while (left := deadline - time.monotonic()) > 0:
        is_over = process.poll() is not None
        ready = select.select([descriptor], [], [], 0.0 if is_over else min(left, 0.2))[0]
        if not ready and not is_over:
            continue
        new = os.read(descriptor, 65536) if ready else b""
        if not new:
            process.wait(max(deadline - time.monotonic(), _GRACE_SECONDS))
            return said.decode("utf-8", "replace")
        said += new
        refuse_flood(len(said))
        if not has_ended and any(word.encode() in said[-_TAIL - len(new) :] for word in LAST_WORDS):
            has_ended, deadline = True, min(deadline, time.monotonic() + _GRACE_SECONDS)
    if has_ended:
        return said.decode("utf-8", "replace")
    raise TimeoutError

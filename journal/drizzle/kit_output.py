"""Read the output of drizzle-kit until it ends, or until its last words where `schema.ts` keeps node alive."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from journal.drizzle.node import Streams, answer, started

NO_CHANGES = "No schema changes, nothing to migrate"
FINE = "Everything's fine"
LAST_WORDS = (NO_CHANGES, FINE, "Your SQL migration file")
"""The text that `generate` and `check` print when all is written. Source: `writeResult` and `check` of 0.31."""


def read_until_done(command: Sequence[str], cwd: Path, environment: Mapping[str, str], seconds: float) -> str:
    """Run the command and return all that it prints. Raises TimeoutError, EngineFailed."""
    with started(command, cwd=cwd, environment=environment, streams=Streams(stderr=subprocess.STDOUT)) as process:
        return answer(process, seconds, LAST_WORDS).text

"""Run drizzle-kit on a terminal, where it asks whether something new is a rename, and answer each question with "new".

"New" is the first choice of each question; a user may answer differently.
"""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from journal.drizzle.kit_output import LAST_WORDS
from journal.drizzle.node import Streams, refuse_flood, started

COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_QUESTION = re.compile(r"Is [^\n]+? (?:created or renamed from another|renamed from another)[^\n]*")
_QUIET_SECONDS = 0.2  # without output, after which a question is complete
_ROWS, _COLUMNS = 60, 400


def run_and_answer(
    command: Sequence[str], cwd: Path, environment: Mapping[str, str], seconds: float
) -> tuple[str, list[str]]:
    """Return the output without colours, and the questions. Raises TimeoutError, EngineFailed."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
    try:
        with started(
            command, cwd=cwd, environment={**environment, "TERM": "xterm"}, streams=Streams(theirs, theirs, theirs)
        ) as process:
            os.close(theirs)  # so that the end of the process is seen
            theirs = -1
            output = _converse(ours, time.monotonic() + seconds)
            with suppress(subprocess.TimeoutExpired):
                process.wait(2)
            return output
    finally:
        for descriptor in {ours, theirs} - {-1}:
            os.close(descriptor)


def _converse(terminal: int, deadline: float) -> tuple[str, list[str]]:
    """Read to the end of the command, and answer each question."""
    before, new = "", ""
    questions: list[str] = []
    while time.monotonic() < deadline:
        if select.select([terminal], [], [], _QUIET_SECONDS)[0]:
            try:
                read = os.read(terminal, 65536).decode("utf-8", "replace")
            except OSError:  # Linux reports a closed other end like this
                read = ""
            if not read:
                return before + new, questions
            new += COLOURS.sub("", read).replace("\r\n", "\n")
            refuse_flood(len(before) + len(new))
        elif _QUESTION.search(new):
            questions.append(_QUESTION.findall(new)[-1].strip())
            os.write(terminal, b"\r")
            before, new = before + new, ""
        elif any(word in new for word in LAST_WORDS):
            return before + new, questions  # schema.ts keeps node alive
    raise TimeoutError

"""A terminal for drizzle-kit, which asks on one whether something new is a rename. Each question gets its first choice.

The first choice is that it is new; whoever runs drizzle-kit himself may answer otherwise.
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
_QUIET = 0.2  # seconds without a word after which a question has been put as a whole
_ROWS, _COLUMNS = 60, 400


def answered(
    command: Sequence[str], cwd: Path, environment: Mapping[str, str], seconds: float
) -> tuple[str, list[str]]:
    """What the command says, without colours, and the questions that it put. Raises TimeoutError, EngineFailed."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
    try:
        with started(
            command, cwd=cwd, environment={**environment, "TERM": "xterm"}, streams=Streams(theirs, theirs, theirs)
        ) as process:
            os.close(theirs)  # so that its end is heard
            theirs = -1
            said = _talk(ours, time.monotonic() + seconds)
            with suppress(subprocess.TimeoutExpired):
                process.wait(2)
            return said
    finally:
        for descriptor in {ours, theirs} - {-1}:
            os.close(descriptor)


def _talk(terminal: int, deadline: float) -> tuple[str, list[str]]:
    """Read to the end of the command, and answer on the way."""
    whole, heard = "", ""
    questions: list[str] = []
    while time.monotonic() < deadline:
        if select.select([terminal], [], [], _QUIET)[0]:
            new = _read(terminal)
            if not new:
                return whole + heard, questions
            heard += COLOURS.sub("", new).replace("\r\n", "\n")
            refuse_flood(len(whole) + len(heard))
        elif _QUESTION.search(heard):
            questions.append(_QUESTION.findall(heard)[-1].strip())
            os.write(terminal, b"\r")
            whole, heard = whole + heard, ""
        elif any(word in heard for word in LAST_WORDS):
            return whole + heard, questions  # schema.ts keeps it from ending
    raise TimeoutError


def _read(terminal: int) -> str:
    try:
        return os.read(terminal, 65536).decode("utf-8", "replace")
    except OSError:  # how Linux says that nobody holds the other end
        return ""

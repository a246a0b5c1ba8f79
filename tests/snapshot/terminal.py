"""A terminal for drizzle-kit, which asks whether a new object is a renamed one."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

_QUESTION = "created or renamed from another"
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_DOWN, _ENTER = "\x1b[B", "\r"
_ROW = re.compile(r"^[\u276f ] [+~] (.+?) +(?:create|rename) \w+\s*$", re.MULTILINE)
_QUIET = 0.15  # seconds without a word after which a question has been put as a whole


class Unanswered(AssertionError):
    """A question has no answer, or an answer no question."""


def answered(
    command: Sequence[str], cwd: Path, environment: Mapping[str, str], renames: Collection[str], seconds: float = 60
) -> str:
    """Run a command and return its output. A question that offers one of `renames` ("old > new") is answered with it.

    Every other question is answered with its first choice: created. Raises Unanswered for an unused rename.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env={**environment, "TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        close_fds=True,
    )
    os.close(theirs)
    try:
        output, left = _talk(ours, set(renames), time.monotonic() + seconds)
    finally:
        os.close(ours)
        _end(process)
    if left:
        raise Unanswered(f"no question offered {', '.join(sorted(left))}\n{output}")
    return output


def _talk(terminal: int, left: set[str], deadline: float) -> tuple[str, set[str]]:
    """Read the output and answer questions, until the command ends."""
    whole = asked = ""
    while time.monotonic() < deadline:
        if select.select([terminal], [], [], _QUIET)[0]:
            text = _read(terminal)
            if not text:
                return whole + asked, left
            asked += text
        elif _QUESTION in asked:
            os.write(terminal, _answer(_COLOURS.sub("", asked), left).encode())
            whole, asked = whole + asked, ""
    raise Unanswered(f"it has not ended:\n{whole + asked}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _read(terminal: int) -> str:
    try:
        return os.read(terminal, 65536).decode("utf-8", "replace")
    except OSError:  # how Linux says that nobody holds the other end
        return ""


def _answer(question: str, left: set[str]) -> str:
    """Return the keys that choose a rename of `left`, which is removed from it, or else the first row."""
    rows = _ROW.findall(question.rpartition(_QUESTION)[2].replace("\u203a", ">"))
    for number, row in enumerate(rows):
        if row.strip() in left:
            left.discard(row.strip())
            return _DOWN * number + _ENTER
    return _ENTER

"""A terminal shows what a pipe gets, and the progress of a replay erases itself."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest
from conftest import Project

PROGRAM = Path(sys.executable).parent / "drizzle-journal"
_PIECES = re.compile(r"\x1b\[(\??\d*)([A-Za-z])|(\r\n|\r|\n)|([^\x1b\r\n]+)")


def on_terminal(project: Project, *words: str, width: int = 200, **environment: str) -> str:
    """Return all that a command writes to a terminal, on which nobody types."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    process = subprocess.Popen(
        [PROGRAM, *words], cwd=project.root, stdin=theirs, stdout=theirs, stderr=theirs,
        env=os.environ | {"TERM": "xterm", **environment},
    )  # fmt: skip
    os.close(theirs)
    text, deadline = b"", time.monotonic() + 60
    try:
        while time.monotonic() < deadline and (part := os.read(ours, 65536)):
            text += part
    except OSError:  # the terminal is at its end
        pass
    os.close(ours)
    process.wait(timeout=30)
    return text.decode()


def screen(written: str) -> list[str]:
    """Return what a terminal shows in the end: it knows line ends, "up" and "erase the line"."""
    lines, row, column = [""], 0, 0
    for found in _PIECES.finditer(written):
        number, letter, end, text = found.groups()
        if text:
            lines[row] = lines[row][:column].ljust(column) + text + lines[row][column + len(text) :]
            column += len(text)
        elif end:
            column = 0
            row += "\n" in end
            lines += [""] * (row + 1 - len(lines))
        elif letter == "A":
            row = max(0, row - int(number or 1))
        elif letter == "K":
            lines[row] = "" if number == "2" else lines[row][:column]
    return [line.rstrip() for line in lines if line.strip()]


@pytest.fixture
def two(project: Project) -> Project:
    project.migration("0000_users", "create table users (id int);")
    project.migration("0001_more", "alter table users add column note text;")
    return project


def test_the_progress_of_a_replay_erases_itself(two: Project) -> None:
    written = on_terminal(two, "bootstrap", NO_COLOR="1")
    assert "starting PostgreSQL" in written or "running 2 migrations" in written
    shown = screen(written)
    assert not [line for line in shown if "starting" in line or line.startswith("ran ") or "running" in line], shown
    assert shown[-1].startswith("Journal, files and ledger agree")


@pytest.mark.parametrize("words", [("check", "--no-squawk"), ("doctor",), ("status",), ("rules",), ("--help",)])
def test_a_terminal_shows_what_a_pipe_gets(two: Project, words: tuple[str, ...]) -> None:
    shown = screen(on_terminal(two, *words, NO_COLOR="1", PAGER="cat"))
    done = subprocess.run([PROGRAM, *words], cwd=two.root, capture_output=True, text=True, timeout=60, check=False)
    piped = [line.rstrip() for line in (done.stderr + done.stdout).splitlines() if line.strip()]
    assert [re.sub(r"\s+", " ", line) for line in shown] == [re.sub(r"\s+", " ", line) for line in piped]
    # The doctor's first line says which folder it found; every other path is relative to it.
    assert [line for line in piped if str(two.root) in line and not line.startswith("  project ")] == []
    assert "\x1b" not in done.stdout

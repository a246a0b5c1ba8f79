"""Lines for a terminal end between words, and a command to type stays in one line."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from conftest import Project

from journal.cli.wrap import at_words

LONG = "warning: The row of 0000_users has created_at NULL, but the entry has another `when` than that."


def test_a_long_line_ends_between_words_and_goes_on_indented() -> None:
    assert at_words(LONG, 60) == (
        "warning: The row of 0000_users has created_at NULL, but the\n  entry has another `when` than that."
    )
    assert at_words(f"  {LONG}", 60).split("\n")[1].startswith("    ")


def test_without_a_known_width_and_in_short_lines_nothing_changes() -> None:
    assert at_words(LONG, 0) == at_words(LONG, 200) == LONG


@pytest.mark.parametrize(
    "line",
    [
        "0000_users_with_a_long_name  2015-01-01 00:00:00  82c86067e846  applied",
        "  2 | insert into users (email) values ('a@example.com'), ('b@example.com');",
        "+  a line of a difference that is longer than the terminal and has many words",
        "  1. create table users (id integer primary key, email text, created_at timestamptz)",
        "  UPDATE drizzle.__drizzle_migrations SET created_at = 1 WHERE id = 2 AND hash = 'abc';",
        "    -- why this is done, in a comment of SQL which is longer than the terminal is wide",
    ],
)
def test_what_a_line_break_would_change_stays_as_it_is(line: str) -> None:
    assert at_words(line, 40) == line


def test_a_command_is_not_broken() -> None:
    command = "drizzle-journal stamp --to 0000_users_with_a_long_name --replaces 1-5,8 --url URL"
    wrapped = at_words(f"  help: if its file was squashed into these files: {command}", 60).split("\n")
    assert wrapped[-1].strip() == command


def test_colours_take_no_room() -> None:
    line = "\x1b[31merror\x1b[0m: twelve letters"
    assert at_words(line, 21) == line
    assert at_words(line, 20) == "\x1b[31merror\x1b[0m: twelve\n  letters"


def test_every_word_of_a_report_is_whole_on_a_narrow_terminal(project: Project) -> None:
    for number in range(3):
        project.migration(f"{number:04}_a_name_that_makes_the_lines_of_the_table_wider_than_the_terminal")
    printed = {width: on_terminal(project, width) for width in (60, 200)}
    lines = [re.sub(r"\s+", " ", text).split() for text in printed.values()]
    assert lines[0] == lines[1]


def on_terminal(project: Project, width: int) -> str:
    """What `check` prints on a terminal of this width."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    command = [Path(sys.executable).parent / "drizzle-journal", "check", "--no-squawk"]
    done = subprocess.Popen(command, cwd=project.root, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    text = b""
    try:
        while part := os.read(ours, 65536):
            text += part
    except OSError:  # the terminal is at its end
        pass
    os.close(ours)
    done.wait(timeout=30)
    return text.decode()

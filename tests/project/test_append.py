"""A file that a variable names is appended to only where it is a regular one, and nothing waits for it."""

import os
from pathlib import Path

import pytest

from journal.project.files import Unreadable, append_text


def test_a_regular_file_is_appended_to_and_made(tmp_path: Path) -> None:
    append_text(tmp_path / "new", "a")
    append_text(tmp_path / "new", "b")
    assert (tmp_path / "new").read_text() == "ab"


def test_a_pipe_without_a_reader_is_an_error_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="No such device"):
        append_text(tmp_path / "pipe", "a")


def test_a_pipe_with_a_reader_gets_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        with pytest.raises(Unreadable):
            append_text(tmp_path / "pipe", "a")
        assert os.read(reader, 1) == b""
    finally:
        os.close(reader)


def test_a_device_is_refused() -> None:
    with pytest.raises(Unreadable):
        append_text(Path("/dev/null"), "a")

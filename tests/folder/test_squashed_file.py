"""What a squashed file says of itself."""

from pathlib import Path

from journal.folder.file_names import Kind
from journal.folder.migrations import Migration
from journal.folder.squashed_file import SquashLine, is_hash_of_before, squash_line

LINE = SquashLine("0000_a", "0004_to. b", "in the commit abc1234", "a" * 64)


def file(text: str) -> Migration:
    return Migration("0004_b", Kind.FORWARD, Path("0004_b.sql"), text.encode())


def test_the_line_is_read_as_it_was_written() -> None:
    assert squash_line(file(f"-- {LINE.text(5)}\nSELECT 1;\n")) == LINE
    assert squash_line(file(f"-- {LINE.text(5)}\r\nSELECT 1;\r\n")) == LINE


def test_only_the_first_line_counts() -> None:
    assert squash_line(file(f"SELECT 1;\n-- {LINE.text(5)}\n")) is None
    assert squash_line(file("-- Squashed by hand\n")) is None


def test_the_hash_of_the_file_before_is_that_in_the_line() -> None:
    squashed = file(f"-- {LINE.text(5)}\nSELECT 1;\n")
    assert is_hash_of_before("A" * 64, squashed)
    assert not is_hash_of_before("b" * 64, squashed)
    assert not is_hash_of_before("", file("SELECT 1;\n"))

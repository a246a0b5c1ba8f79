"""What alone differs between a file and the content whose hash was recorded."""

import pytest

from journal.folder.hashing import drizzle_hash, look_alike, look_alikes

RAW = b"create table a (\n  id int  \n);\n"


@pytest.mark.parametrize(
    ("recorded", "words"),
    [
        (RAW.replace(b"\n", b"\r\n"), "line ending"),
        (RAW.replace(b"\n", b"\r"), "line ending"),
        (RAW.rstrip(b"\n"), "final newline"),
        (b"\xef\xbb\xbf" + RAW, "byte order mark"),
        (RAW.replace(b"int  ", b"int"), "trailing blanks"),
        (RAW.rstrip(b"\n").replace(b"\n", b"\r\n"), "final newline and line ending"),
        (b"\xef\xbb\xbf" + RAW.replace(b"\n", b"\r\n"), "line ending and byte order mark"),
    ],
)
def test_the_only_difference_is_named(recorded: bytes, words: str) -> None:
    assert look_alike(RAW, drizzle_hash(recorded)) == words
    assert look_alikes(RAW)[drizzle_hash(recorded)] == words


def test_the_file_itself_and_other_content_are_no_other_form() -> None:
    assert drizzle_hash(RAW) not in look_alikes(RAW)
    assert look_alike(RAW, drizzle_hash(b"create table b (id int);\n")) is None
    assert look_alike(RAW, drizzle_hash(RAW)) is None

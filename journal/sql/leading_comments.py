"""The comments before the first statement of a text, where files have their headers."""

import re
from collections.abc import Iterator

_COMMENT = re.compile(r"\s*(--[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)")


def leading_comments(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and the text of each comment before the first statement, without blanks around it."""
    position = 0
    while comment := _COMMENT.match(text, position):
        yield comment.start(1), comment[1].rstrip()
        position = comment.end()


def without_leading_comments(text: str) -> str:
    """Return a statement without the comments before it."""
    position = 0
    while comment := _COMMENT.match(text, position):
        position = comment.end()
    return text[position:].lstrip()

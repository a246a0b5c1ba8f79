"""The words that may open a statement: a quick look at a text, so that most files need no tree for most rules."""

import re
from functools import lru_cache

_WORD = re.compile(r"(?:^|[;\r]|\*/|breakpoint)[ \t\r\f\v]*([a-z]+)", re.MULTILINE)


@lru_cache(maxsize=1)
def openings(text: str) -> frozenset[str]:
    """In small letters: every word at the start of a line, or behind a semicolon, a comment or a breakpoint.

    More than those that do open a statement, never less.
    """
    return frozenset(_WORD.findall(text.lower()))

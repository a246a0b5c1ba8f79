"""The words that may start a statement: a quick look at a text, so that most files are not parsed for most rules."""

import re
from functools import lru_cache

_WORD = re.compile(r"(?:^|[;\r]|\*/|breakpoint)[ \t\r\f\v]*([a-z]+)", re.MULTILINE)


@lru_cache(maxsize=1)
def openings(text: str) -> frozenset[str]:
    """Return, in lower case, every word at the start of a line or after a semicolon, a comment or a breakpoint.

    These are more than the words that do start a statement, never fewer.
    """
    return frozenset(_WORD.findall(text.lower()))

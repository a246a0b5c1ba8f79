"""Text for a terminal: long lines end between words, and not where the terminal is at its end."""

import os
import re
from collections.abc import Iterator
from typing import TextIO

_SEQUENCE = re.compile("\x1b\\[[0-9;]*m")
# A table, an excerpt of a file, a difference, or a statement: there, a line break would change what is read.
_AS_IT_IS = re.compile(r"\s*\S.*  |\s*\d* \| |[-+@]|\s+\d+\. |\s+(?:--|[A-Z]{4,} )")
_COMMAND = re.compile(r"\b(?:drizzle-journal|npx|git|npm|psql|ALTER|GRANT|SELECT|UPDATE|DELETE) .+?(?=[.;] |\.?$)")
_NO_BREAK = "\0"


def columns(stream: TextIO) -> int:
    """Return the width of a terminal; 0 where the stream is none, or the width is not known."""
    try:
        return os.get_terminal_size(stream.fileno()).columns if stream.isatty() else 0
    except (OSError, ValueError):
        return 0


def at_words(text: str, width: int) -> str:
    """Return text whose lines are at most `width` wide where words allow it; a command to type stays in one line."""
    return "\n".join(part for line in text.split("\n") for part in _parts(line, width)) if width else text


def _parts(line: str, width: int) -> Iterator[str]:
    """Yield a line in parts; those after the first are indented by two more."""
    if _length(line) <= width or _AS_IT_IS.match(_SEQUENCE.sub("", line)):
        yield line
        return
    body = line.lstrip(" ")
    indent = " " * (len(line) - len(body))
    first, *words = _COMMAND.sub(lambda found: found[0].replace(" ", _NO_BREAK), body).split(" ")
    part = indent + first
    for word in words:
        if _length(part) + 1 + _length(word) > width:
            yield part.replace(_NO_BREAK, " ")
            part = f"{indent}  {word}"
        else:
            part += f" {word}"
    yield part.replace(_NO_BREAK, " ")


def _length(text: str) -> int:
    return len(_SEQUENCE.sub("", text))

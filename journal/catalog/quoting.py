"""Names and texts as SQL writes them. Pure; PostgreSQL's rules with standard_conforming_strings on."""

import re
from collections.abc import Container, Iterable
from itertools import count

_BARE = re.compile(r"[a-z_][a-z0-9_]*\Z")
_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*\Z")


def quoted(*words: str) -> str:
    """A qualified name, every word in quotes: it is safe whatever the words are."""
    return ".".join('"' + word.replace('"', '""') + '"' for word in words)


def literal(text: str) -> str:
    """A text in quotes."""
    return "'" + text.replace("'", "''") + "'"


def dollar_quoted(text: str, tag: str = "") -> str:
    """A text in dollar quotes whose mark is not in it, whatever names the text has in it."""
    marks = (f"${tag}{f'_{number}' if number else ''}$" for number in count())
    mark = next(mark for mark in marks if mark not in text)
    return f"{mark}{text}{mark}"


def readable(words: Iterable[str]) -> str:
    """A qualified name for people: quotes only where they are needed."""
    return ".".join(word if _PLAIN.match(word) else quoted(word) for word in words)


def identifier(word: str, reserved: Container[str]) -> str:
    """A word as `quote_ident` writes it. `reserved`: the keywords of this PostgreSQL that need quotes."""
    return word if _BARE.match(word) and word not in reserved else quoted(word)

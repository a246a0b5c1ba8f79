"""Names and strings as SQL writes them, with standard_conforming_strings on. Pure."""

import re
from collections.abc import Container, Iterable
from itertools import count

_BARE = re.compile(r"[a-z_][a-z0-9_]*\Z")
_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*\Z")


def quoted(*words: str) -> str:
    """Return a qualified name with every word in double quotes, which is safe for any words."""
    return ".".join('"' + word.replace('"', '""') + '"' for word in words)


def literal(text: str) -> str:
    """Return a string literal."""
    return "'" + text.replace("'", "''") + "'"


def dollar_quoted(text: str, tag: str = "") -> str:
    """Return a dollar-quoted string, with a delimiter that the text does not contain."""
    marks = (f"${tag}{f'_{number}' if number else ''}$" for number in count())
    mark = next(mark for mark in marks if mark not in text)
    return f"{mark}{text}{mark}"


def readable(words: Iterable[str]) -> str:
    """Return a qualified name for people, with quotes only where they are needed."""
    return ".".join(word if _PLAIN.match(word) else quoted(word) for word in words)


def identifier(word: str, reserved: Container[str]) -> str:
    """Return a name as `quote_ident` writes it. `reserved`: the keywords of this PostgreSQL that need quotes."""
    return word if _BARE.match(word) and word not in reserved else quoted(word)


def clauses(*parts: str | bool | None, separator: str = " ") -> str:
    """Join the parts of a statement. A part that is empty, None or False is skipped."""
    return separator.join(part for part in parts if isinstance(part, str) and part)

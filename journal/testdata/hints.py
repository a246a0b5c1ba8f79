"""Hints in an SQL expression about the values that satisfy it: its constants, patterns and lengths. Pure.

The expression is not interpreted: the hints give candidates, and the server tests these. It has to be in the form
that pg_get_expr returns, with every constant cast.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

_QUOTED = r"'((?:[^']|'')*)'"
_LITERAL = re.compile(_QUOTED)
_NUMBER = re.compile(r"(?<![\w.\"'])-?\d+(?:\.\d+)?(?![\w.])")
_PATTERN = re.compile(
    rf"(?<!!)~\*? \(?(?:[\w.]+\()?{_QUOTED}|\b(?:substring|regexp_\w+)\W?\([^']*, {_QUOTED}", re.IGNORECASE
)
_LIKE = re.compile(rf"(?<!!)~~\*? {_QUOTED}")
_LENGTH = re.compile(r"\b\w*(?:length|cardinality|num_nonnulls)\b")
_NAME = re.compile(r'"((?:[^"]|"")+)"|(\w+)')
_LONGEST = 5000  # longer texts and arrays are not tried


@dataclass(frozen=True)
class Hints:
    """`literals`: quoted constants and the elements of array constants; `lengths`: numbers beside a length function."""

    literals: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    likes: tuple[str, ...] = ()
    lengths: tuple[int, ...] = ()


@lru_cache(maxsize=4096)
def hints_of(*expressions: str) -> Hints:
    """Return the hints of several expressions, each once."""
    literals, numbers, patterns, likes, lengths = ([] for _ in range(5))
    for expression in expressions:
        quoted = [text.replace("''", "'") for text in _LITERAL.findall(expression)]
        found = [
            text for text in (*_NUMBER.findall(_LITERAL.sub("''", expression)), *quoted) if _NUMBER.fullmatch(text)
        ]
        for text in quoted:
            literals += [text, *(part.strip(' "') for part in text[1:-1].split(",") if text.startswith("{"))]
        numbers += found
        patterns += [(one or other).replace("''", "'") for one, other in _PATTERN.findall(expression)]
        likes += [text.replace("''", "'") for text in _LIKE.findall(expression)]
        if _LENGTH.search(expression):
            lengths += [int(text) for text in found if text.isdigit() and int(text) <= _LONGEST]
    return Hints(*(tuple(dict.fromkeys(texts)) for texts in (literals, numbers, patterns, likes, lengths)))


@lru_cache(maxsize=4096)
def names_in(expression: str) -> frozenset[str]:
    """Return every word of an expression that may be a column's name."""
    words = _NAME.findall(_LITERAL.sub("''", expression))
    return frozenset(quoted.replace('""', '"') or plain for quoted, plain in words)

"""The values that can satisfy an SQL expression: constants, lengths, and texts that match a pattern. Pure.

The expression is not interpreted: the hints give candidates, and the server tests these. It has to be in the form
that pg_get_expr returns, with every constant cast. Python's own parser reads regular expressions; what PostgreSQL
writes in another way is translated or ignored.
"""

import importlib
import re
from functools import lru_cache
from typing import Any

from journal.dataclass import dataclass

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

_POSIX = {
    "alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-z0-9", "lower": "a-z", "upper": "A-Z", "space": " ",
    "punct": "._-", "xdigit": "0-9a-f", "word": "a-z0-9_", "print": "a-z ", "graph": "a-z-", "blank": " ",
}  # fmt: skip
_CATEGORIES = {
    "DIGIT": "1730245689", "WORD": "a1_b2", "SPACE": " ", "NOT_DIGIT": "ak-", "NOT_WORD": "-. ", "NOT_SPACE": "a1-",
}  # fmt: skip
_REPEATED = 3  # how often something comes beyond its minimum in a numbered text
_WIDE = 25  # letters of a range that are used


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
        found = [*_NUMBER.findall(_LITERAL.sub("''", expression)), *filter(_NUMBER.fullmatch, quoted)]
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


def matching(pattern: str) -> tuple[str, ...]:
    """Return a few texts that ought to match: the shortest first, then longer ones of other letters."""
    return tuple(numbered(pattern, number, more) for number, more in enumerate((0, 1, 3, 2, 0, 5)))


def numbered(pattern: str, number: int, more: int = _REPEATED) -> str:
    """Return a text that ought to match, another one for each number where the pattern leaves room for it.

    `more`: how often `*` and `+` repeat. The text is empty where Python does not parse the pattern.
    """
    translated = re.sub(r"\[:(\w+):\]", lambda name: _POSIX.get(name[1], "a"), re.sub(r"\\[mMyY]", "", pattern))
    try:
        return _MatchWriter(number, more).write(importlib.import_module("re._parser").parse(translated))
    except (re.error, OverflowError):
        return ""


def like(pattern: str) -> tuple[str, ...]:
    """Return texts that match a LIKE pattern."""
    texts = {"%": ("", "a1", "Bc d"), "_": ("a",) * 3}
    parts = [texts.get(part, (part[-1],) * 3) for part in re.findall(r"\\.|[^\\]", pattern, re.DOTALL)]
    return tuple("".join(text) for text in zip(*parts, strict=True)) or ("",)


class _MatchWriter:
    """Writes one text. The digits of `number` choose letters and branches; `more` is how often `*` and `+` repeat."""

    def __init__(self, number: int, more: int) -> None:
        self.number, self.more = number, more

    def write(self, nodes: Any) -> str:
        """Return the text of the nodes of a parsed expression."""
        return "".join(self._node(str(operator), argument) for operator, argument in nodes)

    def _node(self, operator: str, argument: Any) -> str:
        match operator:
            case "LITERAL":
                return chr(argument)
            case "IN":
                return str(self._choose(_letters(argument)))
            case "ANY" | "NOT_LITERAL":
                return str(self._choose(_letters([("NEGATE", None), ("LITERAL", argument or 0)])))
            case "BRANCH" | "SUBPATTERN":
                return self.write(self._choose(argument[1]) if operator == "BRANCH" else argument[-1])
            case "MAX_REPEAT" | "MIN_REPEAT":
                least, most, nodes = argument
                return "".join(self.write(nodes) for _ in range(min(int(most), int(least) + self.more)))
        return ""  # an anchor, a look-around or a back reference

    def _choose(self, choices: Any) -> Any:
        self.number, place = divmod(self.number, len(choices))
        return choices[place]


def _letters(items: Any) -> str:
    """Return letters of a bracket expression."""
    letters, negated = "", False
    for operator, argument in items:
        match str(operator):
            case "NEGATE":
                negated = True
            case "LITERAL":
                letters += chr(argument)
            case "RANGE":
                letters += "".join(map(chr, range(argument[0], min(argument[1], argument[0] + _WIDE) + 1)))
            case "CATEGORY":
                letters += _CATEGORIES[str(argument).removeprefix("CATEGORY_")]
    return "".join(letter for letter in "a1Zk-_ .@" if letter not in letters) or "~" if negated else letters

"""Texts that a regular expression or a LIKE pattern matches. Pure.

Python's own parser reads the expression. What PostgreSQL writes in another way is translated or ignored: the server
tests every text.
"""

import importlib
import re
from collections.abc import Iterator
from typing import Any

_POSIX = {
    "alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-z0-9", "lower": "a-z", "upper": "A-Z", "space": " ",
    "punct": "._-", "xdigit": "0-9a-f", "word": "a-z0-9_", "print": "a-z ", "graph": "a-z-", "blank": " ",
}  # fmt: skip
_CATEGORIES = {
    "DIGIT": "1730245689",
    "WORD": "a1_b2",
    "SPACE": " ",
    "NOT_DIGIT": "ak-",
    "NOT_WORD": "-. ",
    "NOT_SPACE": "a1-",
}
_REPEATED = 3  # how often something comes beyond its minimum in a numbered text
_WIDE = 25  # letters of a range that are used


def matching(pattern: str) -> tuple[str, ...]:
    """Return a few texts that ought to match: the shortest first, then longer ones of other letters."""
    return tuple(
        dict.fromkeys(_MatchWriter(number, more).text(pattern) for number, more in enumerate((0, 1, 3, 2, 0, 5)))
    )


def numbered(pattern: str, number: int) -> str:
    """Return a text that ought to match, another one for each number where the pattern leaves room for it."""
    return _MatchWriter(number, _REPEATED).text(pattern)


def like(pattern: str) -> tuple[str, ...]:
    """Return texts that match a LIKE pattern."""
    return tuple(dict.fromkeys("".join(_like(pattern, rest)) for rest in ("", "a1", "Bc d")))


def _like(pattern: str, rest: str) -> Iterator[str]:
    letters = iter(pattern)
    for letter in letters:
        if letter == "\\":
            yield next(letters, "")
        else:
            yield {"%": rest, "_": "a"}.get(letter, letter)


class _MatchWriter:
    """Writes one text. The digits of `number` choose letters and branches; `more` is how often `*` and `+` repeat."""

    def __init__(self, number: int, more: int) -> None:
        self.number, self.more = number, more

    def text(self, pattern: str) -> str:
        """Return the text, empty where Python does not parse the pattern."""
        translated = re.sub(r"\[:(\w+):\]", lambda name: _POSIX.get(name[1], "a"), re.sub(r"\\[mMyY]", "", pattern))
        try:
            return self._write(importlib.import_module("re._parser").parse(translated))
        except (re.error, OverflowError):
            return ""

    def _write(self, nodes: Any) -> str:
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
                return self._write(self._choose(argument[1]) if operator == "BRANCH" else argument[-1])
            case "MAX_REPEAT" | "MIN_REPEAT":
                least, most, nodes = argument
                return "".join(self._write(nodes) for _ in range(min(int(most), int(least) + self.more)))
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

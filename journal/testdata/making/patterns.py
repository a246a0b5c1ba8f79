"""Texts that a regular expression or a LIKE pattern matches: a few simple ones. Pure.

Knows what people write in checks: classes, groups, choices and counts. Of what it does not know it makes something,
and the server says whether that matches.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

_CLASSES = {
    "alpha": "aZk", "digit": "1730245689", "alnum": "a1Zb2", "lower": "akz", "upper": "AKZ", "space": " ",
    "punct": "-._",    "xdigit": "a1F", "word": "a1_", "print": "a1 ", "graph": "a1-", "blank": " ", "cntrl": "\t",
}  # fmt: skip
_ESCAPES = {"d": "1730245689", "w": "a1_b2", "s": " ", "D": "ak-", "W": "-. ", "S": "a1-", "t": "\t", "n": "\n"}
_NOTHING = set("AZmMyYbB")  # escapes that match a place, not a letter
_WIDE = 25  # letters of a range that are used
_MOST = 3  # how often something comes that may come any number of times, beyond its least


@dataclass(frozen=True)
class _FreeChoices:
    """How free choices are made: which letter and branch, and how often what may repeat comes beyond its least.

    `number`: where it is there, the letters spell it.
    """

    which: int
    more: int
    number: int | None = None


def matching(pattern: str, count: int = 4) -> tuple[str, ...]:
    """Up to `count` texts that ought to match: the shortest first, then longer ones of other letters."""
    styles = [_FreeChoices(which, more) for which, more in ((0, 0), (0, 1), (1, 1), (2, _MOST), (3, 2), (4, 0), (5, 5))]
    made = dict.fromkeys(_Reader(pattern, style).choice() for style in styles)
    return tuple(made)[:count]


def numbered(pattern: str, number: int) -> str:
    """A text that ought to match, and another one for each number where the pattern leaves room for it."""
    return _Reader(pattern, _FreeChoices(0, _MOST, number)).choice()


def like(pattern: str) -> tuple[str, ...]:
    """Texts that a LIKE pattern takes."""
    return tuple(dict.fromkeys("".join(_like(pattern, rest)) for rest in ("", "a1", "Bc d")))


def _like(pattern: str, rest: str) -> Iterator[str]:
    letters = iter(pattern)
    for letter in letters:
        if letter == "\\":
            yield next(letters, "")
        else:
            yield {"%": rest, "_": "a"}.get(letter, letter)


class _Reader:
    """Goes through a pattern once and says what it took for it on the way."""

    def __init__(self, pattern: str, style: _FreeChoices) -> None:
        self.pattern, self.style, self.at = pattern, style, 0
        self.number = style.number

    def choice(self) -> str:
        """One of the branches up to a closing bracket or the end."""
        branches = [self._branch()]
        while self._take("|"):
            branches.append(self._branch())
        return branches[self.style.which % len(branches)]

    def _branch(self) -> str:
        made = ""
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            start = self.at
            atom = self._atom()
            least, most = self._count()
            made += atom
            for _ in range(_times(least, most, self.style.more) - 1):
                end, self.at = self.at, start
                made += self._atom()
                self.at = end
            if _times(least, most, self.style.more) == 0:
                made = made.removesuffix(atom)
        return made

    def _atom(self) -> str:
        letter = self.pattern[self.at]
        self.at += 1
        if letter in "^$":
            return ""
        if letter == ".":
            return self._of("a1-")
        how: dict[str, Callable[[], str]] = {"(": self._group, "[": self._bracket, "\\": self._escape}
        return how[letter]() if letter in how else letter

    def _group(self) -> str:
        ahead = any(self._take(mark) for mark in ("?!", "?<!", "?=", "?<="))
        if not ahead:
            self._take("?:")
        made = self.choice()
        self._take(")")
        return "" if ahead else made

    def _escape(self) -> str:
        letter = self.pattern[self.at : self.at + 1]
        self.at += 1
        if letter in _NOTHING:
            return ""
        return self._of(_ESCAPES[letter]) if letter in _ESCAPES else letter

    def _bracket(self) -> str:
        without = self._take("^")
        letters = ""
        first = True
        while self.at < len(self.pattern) and (first or self.pattern[self.at] != "]"):
            letters += self._in_bracket()
            first = False
        self._take("]")
        if without:
            letters = "".join(one for one in "a1Zk-_ .@" if one not in letters) or "~"
        return self._of(letters)

    def _in_bracket(self) -> str:
        """A class, a range or a letter inside square brackets: some letters of it."""
        if self._take("[:"):
            name, _, _ = self.pattern[self.at :].partition(":]")
            self.at += len(name) + 2
            return _CLASSES.get(name, "a")
        letter = self.pattern[self.at]
        self.at += 1
        if letter == "\\":
            escaped = self.pattern[self.at : self.at + 1]
            self.at += 1
            return _ESCAPES.get(escaped, escaped)
        if self.pattern[self.at : self.at + 1] == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("]", ""):
            last = self.pattern[self.at + 1]
            self.at += 2
            return "".join(map(chr, range(ord(letter), min(ord(last), ord(letter) + _WIDE) + 1)))
        return letter

    def _count(self) -> tuple[int, int]:
        """How often what was just read may come: at least and at most."""
        counts = {"*": (0, 9), "+": (1, 9), "?": (0, 1)}
        for mark, times in counts.items():
            if self._take(mark):
                self._take("?")
                return times
        if self.pattern[self.at : self.at + 1] != "{":
            return 1, 1
        inside, _, _ = self.pattern[self.at + 1 :].partition("}")
        self.at += len(inside) + 2
        self._take("?")
        least, comma, most = inside.partition(",")
        lowest = int(least) if least.isdigit() else 0
        return lowest, (int(most) if most.isdigit() else lowest + 9) if comma else lowest

    def _of(self, letters: str) -> str:
        if self.number is None:
            return letters[self.style.which % len(letters)]
        self.number, at = divmod(self.number, len(letters))
        return letters[at]

    def _take(self, text: str) -> bool:
        found = self.pattern.startswith(text, self.at)
        self.at += len(text) * found
        return found


def _times(least: int, most: int, more: int) -> int:
    return min(most, least + more)

"""JavaScript's values as they are read here, and the content of its strings."""

import re
from dataclasses import dataclass, field
from typing import Any

REST = "..."
"""The key of an object for a computed spread: it may set any key."""

_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]+)\}|(\r\n|.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}


@dataclass(frozen=True)
class Computed:
    """An expression that only running the file would compute: its line, its source, and why."""

    line: int
    text: str
    why: str


@dataclass(frozen=True)
class Absent:
    """JavaScript's undefined; `variable` is the environment variable that is not set."""

    variable: str = ""


@dataclass(frozen=True)
class NodeGlobal:
    """A part of Node or of a package, by its dotted name: `process.env`, `path.join`, `dotenv.config`."""

    name: str


@dataclass(frozen=True)
class Property:
    """A value of an object, and its line."""

    value: Any = field(repr=False)
    line: int


class VariableText(str):
    """Text from an environment variable, or a template with one; `origin` is the variable, as `X of .env`."""

    origin: str

    @classmethod
    def of(cls, value: str, origin: str) -> "VariableText":
        """Return the text with its origin."""
        found = cls(value)
        found.origin = origin
        return found


def is_truthy(value: Any) -> bool:
    """Tell whether JavaScript takes a value for true."""
    return isinstance(value, dict | list | NodeGlobal) or (bool(value) and not isinstance(value, Absent))


def unescaped(source: str) -> str:
    """Return the content of a string, by its source between the quotes."""
    if "\\" not in source:
        return source

    def replaced(match: "re.Match[str]") -> str:
        code = match[1] or match[2] or match[3]
        return chr(min(int(code, 16), 0x10FFFF)) if code else _LETTERS.get(match[4], match[4])

    return _ESCAPE.sub(replaced, source).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

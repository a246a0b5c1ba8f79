"""JavaScript's values and what is done with them: truth, text, numbers, and the calls that only compute."""

import math
import os.path
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journal.project.drizzle_config.module import walk

if TYPE_CHECKING:
    from tree_sitter import Node

REST = "..."
"""The key of an object for what cannot be read and may hold any key that is not there."""


@dataclass(frozen=True)
class Computed:
    """What only running the file would tell: the line and words of the smallest part, and why."""

    line: int
    text: str
    why: str


@dataclass(frozen=True)
class Absent:
    """JavaScript's undefined; `variable` is the environment's that is not set."""

    variable: str = ""


@dataclass(frozen=True)
class NodeGlobal:
    """Something of Node or of a package, by its dotted name: `process.env`, `path.join`, `dotenv.config`."""

    name: str


@dataclass(frozen=True)
class Property:
    """A value of an object, the line where it stands, and the variable that it was taken from."""

    value: Any = field(repr=False)
    line: int
    origin: str = ""


_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]+)\}|(\r\n|.))", re.DOTALL)
_CONTENT = ("string_fragment", "escape_sequence", "regex_pattern", "comment")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}


def shown(node: "Node") -> str:
    """The words of a node on one line, without the content of any string: one may be a password."""
    words, at, raw = [], node.start_byte, node.text or b""
    for one in walk(node):
        if one.type in _CONTENT and one.start_byte >= at:
            words += [raw[at - node.start_byte : one.start_byte - node.start_byte], "…".encode()]
            at = one.end_byte
    line = " ".join(b"".join([*words, raw[at - node.start_byte :]]).decode("utf-8", "replace").split())
    return line if len(line) <= 80 else f"{line[:80]} …"


def truthy(value: Any) -> bool:
    """JavaScript's opinion."""
    return isinstance(value, dict | list | NodeGlobal) or (
        bool(value) and not isinstance(value, Absent) and not _is_nan(value)
    )


def is_same(first: Any, second: Any, *, loose: bool = False) -> bool:
    """`first === second`, or with `loose` null and undefined alike; two objects are never the same one."""
    if loose and None in (first, second):
        return all(one is None or isinstance(one, Absent) for one in (first, second))
    if isinstance(first, Absent) or isinstance(second, Absent):
        return isinstance(first, Absent) and isinstance(second, Absent)
    numbers = isinstance(first, int | float) and isinstance(second, int | float)
    return bool(first == second) and (type(first) is type(second) or numbers) and not isinstance(first, dict | list)


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def as_text(value: Any) -> Any:
    """A value as a template has it; anything but text where that is not to be known."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return str(value) if isinstance(value, int | float) else value


def to_number(value: Any) -> float:
    """`Number(value)`."""
    try:
        number = float(value) if value not in ("", None) else 0.0
    except ValueError:
        return float("nan")
    return int(number) if number.is_integer() else number


def unescaped(source: str) -> str:
    """What a string holds, by its source between the quotes."""
    if "\\" not in source:
        return source
    found = _ESCAPE.sub(_one, source)
    return found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _one(match: "re.Match[str]") -> str:
    code = match[1] or match[2] or match[3]
    return chr(min(int(code, 16), 0x10FFFF)) if code else _LETTERS.get(match[4], match[4])


def _resolve(root: Path, *parts: str) -> str:
    return os.path.normpath(os.path.join(root, *map(str, parts)))  # noqa: PTH118 - as Node: no link is followed


def _join(root: Path, *parts: str) -> str:
    return os.path.normpath("/".join(part for part in map(str, parts) if part)) if any(parts) else "."


PURE: Mapping[str, Callable[..., Any]] = {
    "path.resolve": _resolve,
    "path.join": _join,
    "Number": lambda root, value=0: to_number(value),
    "parseInt": lambda root, value="", base=10: to_number(re.match(r"\s*([+-]?\d*)", str(value))[1] or "x"),  # type: ignore[index]
    "String": lambda root, value="": as_text(value),
    "Boolean": lambda root, value=False: truthy(value),
}
SHORT: Mapping[str, Callable[[Any], bool]] = {
    "??": lambda first: first is None or isinstance(first, Absent),
    "||": lambda first: not truthy(first),
    "&&": truthy,
}

"""JSON that remembers where each value stands, so that an edit changes that value and no other byte.

orjson decides what is valid JSON; this only walks a text that is.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from json import JSONDecoder
from json.decoder import scanstring  # type: ignore[attr-defined]  # not in typeshed
from typing import Any

_BLANK = re.compile(r"[ \t\n\r]*")
_DECODER = JSONDecoder()


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its span, in characters. An object has `members`, an array has `items`."""

    value: Any
    start: int
    end: int
    members: Mapping[str, "Node"] = field(default_factory=dict)
    key_starts: Mapping[str, int] = field(default_factory=dict)
    items: Sequence["Node"] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` in place of the span from `start` to `end`."""

    start: int
    end: int
    text: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Make all edits at once; their spans are of the original text and do not overlap."""
    parts = []
    position = 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        parts += [text[position : edit.start], edit.text]
        position = edit.end
    return "".join([*parts, text[position:]])


def read(text: str, depth: int = 3) -> Node:
    """Walk valid JSON, `depth` levels deep (a journal has three); below that values are only measured."""
    return _node(text, _skip(text, 0), depth)


def _node(text: str, start: int, depth: int) -> Node:
    if depth and text[start] == "{":
        return _object(text, start, depth)
    if depth and text[start] == "[":
        return _array(text, start, depth)
    value, end = _DECODER.raw_decode(text, start)
    return Node(value, start, end)


def _object(text: str, start: int, depth: int) -> Node:
    members: dict[str, Node] = {}
    key_starts: dict[str, int] = {}
    position = _skip(text, start + 1)
    while text[position] != "}":
        key, after_key = scanstring(text, position + 1, True)
        node = _node(text, _skip(text, _skip(text, after_key) + 1), depth - 1)
        # As in JavaScript, the last of two equal keys wins.
        members[key], key_starts[key] = node, position
        position = _after_comma(text, node.end)
    value = {key: node.value for key, node in members.items()}
    return Node(value, start, position + 1, members, key_starts)


def _array(text: str, start: int, depth: int) -> Node:
    items: list[Node] = []
    position = _skip(text, start + 1)
    while text[position] != "]":
        items.append(_node(text, position, depth - 1))
        position = _after_comma(text, items[-1].end)
    return Node([node.value for node in items], start, position + 1, items=items)


def _after_comma(text: str, position: int) -> int:
    position = _skip(text, position)
    return _skip(text, position + 1) if text[position] == "," else position


def _skip(text: str, position: int) -> int:
    blank = _BLANK.match(text, position)
    assert blank is not None  # noqa: S101 - the pattern matches nothing, too
    return blank.end()

"""JSON with the place of each value, so that an edit changes that value and no other byte.

orjson decides what is valid JSON; this module only walks a valid text.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from json import JSONDecoder
from json.decoder import scanstring  # type: ignore[attr-defined]  # not in typeshed
from typing import Any

from journal.dataclass import dataclass

_BLANK = re.compile(r"[ \t\n\r]*")
_DECODER = JSONDecoder(parse_int=lambda digits: int(digits) if len(digits) < 4000 else float(digits))
_MERGE_MARKER = re.compile(rb"^(?:<{7}|\|{7}|={7}|>{7})(?=\s|$)", re.MULTILINE)
_SPAN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


def merge_marker_line(content: bytes) -> int | None:
    """Return the line of the first marker that git leaves in a file where a merge has a conflict; None without any."""
    found = _MERGE_MARKER.search(content)
    return content.count(b"\n", 0, found.start()) + 1 if found else None


@dataclass(frozen=True)
class JsonNode:
    """A value and its span, in characters. An object has `members`, an array has `items`."""

    value: Any
    start: int
    end: int
    members: Mapping[str, "JsonNode"] = field(default_factory=dict)
    key_starts: Mapping[str, int] = field(default_factory=dict)
    blanks: "Blanks | None" = None
    items: Sequence["JsonNode"] = ()


@dataclass(frozen=True)
class Blanks:
    """The blanks between the parts of an object; `separator` includes the comma, `colon` the colon.

    `end` is where the last member ends.
    """

    open: str
    colon: str
    separator: str
    close: str
    end: int


@dataclass(frozen=True)
class Edit:
    """Replaces the span from `start` to `end` with `text`."""

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


def read(text: str, depth: int = 3) -> JsonNode:
    """Walk valid JSON, `depth` levels deep (a journal has three); below that values are only measured."""
    return _node(text, _skip(text, 0), depth)


def walked(text: str, node: JsonNode) -> JsonNode:
    """Return a value that was only measured with what is in it."""
    return _node(text, node.start, 1)


def _node(text: str, start: int, depth: int) -> JsonNode:
    if depth and text[start] in "{[":
        return _object(text, start, depth) if text[start] == "{" else _array(text, start, depth)
    try:
        value, end = _DECODER.raw_decode(text, start)
    except RecursionError:
        return JsonNode(None, start, _end(text, start))
    return JsonNode(value, start, end)


def _end(text: str, start: int) -> int:
    """Return the end of an array or an object that is nested too deep for the decoder."""
    depth = 0
    for mark in _SPAN.finditer(text, start):
        depth += (mark[0] in "[{") - (mark[0] in "]}")
        if not depth:
            return mark.end()
    return len(text)


def _object(text: str, start: int, depth: int) -> JsonNode:
    members: list[tuple[str, int, JsonNode]] = []
    position = _skip(text, start + 1)
    while text[position] != "}":
        key, after_key = scanstring(text, position + 1, True)
        node = _node(text, _skip(text, _skip(text, after_key) + 1), depth - 1)
        members.append((key, position, node))
        position = _after_comma(text, node.end)
    # As in JavaScript, the last of two equal keys wins.
    nodes = {key: node for key, _, node in members}
    key_starts = {key: key_start for key, key_start, _ in members}
    value = {key: node.value for key, node in nodes.items()}
    return JsonNode(value, start, position + 1, nodes, key_starts, _blanks(text, start, position, members))


def _blanks(text: str, start: int, brace: int, members: Sequence[tuple[str, int, JsonNode]]) -> Blanks | None:
    if not members:
        return None
    _, first_key, first = members[0]
    last = members[-1][2]
    raw_key = text[first_key : first.start]
    return Blanks(
        open=text[start + 1 : first_key],
        colon=raw_key[raw_key.rindex('"') + 1 :],
        separator=text[first.end : members[1][1]] if len(members) > 1 else ", ",
        close=text[last.end : brace],
        end=last.end,
    )


def _array(text: str, start: int, depth: int) -> JsonNode:
    items: list[JsonNode] = []
    position = _skip(text, start + 1)
    while text[position] != "]":
        items.append(_node(text, position, depth - 1))
        position = _after_comma(text, items[-1].end)
    return JsonNode([node.value for node in items], start, position + 1, items=items)


def _after_comma(text: str, position: int) -> int:
    position = _skip(text, position)
    return _skip(text, position + 1) if text[position] == "," else position


def _skip(text: str, position: int) -> int:
    blank = _BLANK.match(text, position)
    assert blank is not None  # noqa: S101 - the pattern matches the empty text, too
    return blank.end()

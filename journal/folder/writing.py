"""The journal as text: new as drizzle-kit writes it, changed in the style it already has."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import orjson

from journal.folder.entries import Entry, Journal
from journal.folder.jsontext import Edit, Node, apply, read

_KEYS = ("idx", "version", "when", "tag", "breakpoints", "hash")


def new_text(entries: Sequence[Entry]) -> str:
    """A whole journal, byte for byte as `JSON.stringify(journal, null, 2)`: no final newline."""
    value = {"version": "7", "dialect": "postgresql", "entries": [_fields(entry) for entry in entries]}
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def with_entries(journal: Journal, added: Sequence[Entry]) -> str:
    """The journal's text with entries appended; every byte that was there stays."""
    if not journal.text:
        return new_text([*journal.entries, *added])
    if not added:
        return journal.text
    array = read(journal.text).members["entries"]
    if not array.items:
        return apply(journal.text, [Edit(array.start, array.end, _first_entries(added))])
    style = _Style(journal.text, array)
    last = array.items[-1]
    return apply(journal.text, [Edit(last.end, last.end, "".join(style.entry(entry) for entry in added))])


def with_hashes(text: str, hashes: Mapping[int, str]) -> str:
    """The text with the hash of the entries at these positions set; a missing key is put last."""
    items = read(text).members["entries"].items
    return apply(text, [_hash_edit(text, items[index], value) for index, value in hashes.items()])


def _hash_edit(text: str, item: Node, value: str) -> Edit:
    if "hash" in item.members:
        node = item.members["hash"]
        return Edit(node.start, node.end, _json(value))
    last = list(item.members.values())[-1]
    separator, colon = _separator(text, item), _colon(text, item)
    return Edit(last.end, last.end, f'{separator}"hash"{colon}{_json(value)}')


class _Style:
    """How an existing journal writes an entry: its blanks, its key order. Taken from its last entry."""

    def __init__(self, text: str, array: Node) -> None:
        item = array.items[-1]
        first_key = min(item.key_starts.values())
        last_value = max(node.end for node in item.members.values())
        self.lead = "," + text[array.start + 1 : array.items[0].start]
        if len(array.items) > 1:
            self.lead = text[array.items[-2].end : item.start]
        self.open = text[item.start : first_key]
        self.close = text[last_value : item.end]
        self.separator = _separator(text, item)
        self.colon = _colon(text, item)
        known = [key for key in item.members if key in _KEYS]
        self.keys = [*known, *(key for key in _KEYS if key not in known)]

    def entry(self, entry: Entry) -> str:
        fields = _fields(entry)
        members = self.separator.join(f"{_json(key)}{self.colon}{_json(fields[key])}" for key in self.keys)
        return f"{self.lead}{self.open}{members}{self.close}"


def _separator(text: str, item: Node) -> str:
    """What stands between two members of an object, the comma included."""
    starts, ends = sorted(item.key_starts.values()), sorted(node.end for node in item.members.values())
    return text[ends[-2] : starts[-1]] if len(starts) > 1 else ", "


def _colon(text: str, item: Node) -> str:
    """What stands between a key and its value, the colon included."""
    key, node = next(iter(item.members.items()))
    raw = text[item.key_starts[key] : node.start]
    return raw[raw.rindex('"') + 1 :]


def _first_entries(added: Sequence[Entry]) -> str:
    """The array of a journal that had none, at the depth drizzle-kit gives it."""
    lines = orjson.dumps([_fields(entry) for entry in added], option=orjson.OPT_INDENT_2).decode().split("\n")
    return "\n  ".join(lines)


def _fields(entry: Entry) -> dict[str, Any]:
    values = asdict(entry)
    return {key: values[key] for key in _KEYS}


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()

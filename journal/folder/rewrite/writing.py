"""The journal as text: a new one as drizzle-kit writes it, a changed one in its own style."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from journal.folder.entries import Entry, Journal
from journal.folder.jsontext import Blanks, Edit, JsonNode, apply, read, walked

_KEYS = ("idx", "version", "when", "tag", "breakpoints", "hash")
_MEASURED = 2
"""The depth to which a journal is read where only some of its entries change: all of them are measured."""


def new_text(entries: Sequence[Entry], *, is_locked: bool = False) -> str:
    """Return a whole journal, byte for byte as `JSON.stringify(journal, null, 2)`: no final newline."""
    fields = [_fields(entry, _keys(is_locked=is_locked)) for entry in entries]
    value = {"version": "7", "dialect": "postgresql", "entries": fields}
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def with_entries(journal: Journal, added: Sequence[Entry]) -> str:
    """Return the journal's text with entries appended; every existing byte stays."""
    if not journal.text:
        return new_text([*journal.entries, *added], is_locked=journal.is_locked)
    if not added:
        return journal.text
    root = read(journal.text, _MEASURED)
    array = root.members["entries"]
    if array.items:
        style = _EntryStyle(journal, array)
        last = array.items[-1]
        return apply(journal.text, [Edit(last.end, last.end, "".join(style.entry(entry) for entry in added))])
    # The first entries have the indent and the line ends of the first level.
    fields = [_fields(entry, _keys(is_locked=journal.is_locked)) for entry in added]
    newline, _, indent = _blanks(root).open.rpartition("\n")
    new = _json(fields)
    if indent:
        lines = orjson.dumps(fields, option=orjson.OPT_INDENT_2).decode().split("\n")
        deeper = [indent * ((len(line) - len(line.lstrip(" "))) // 2) + line.lstrip(" ") for line in lines]
        new = f"{newline[-1:]}\n{indent}".join(deeper)
    return apply(journal.text, [Edit(array.start, array.end, new)])


def with_inserted(journal: Journal, entries: Sequence[Entry]) -> str:
    """Return the journal's text with entries between the present ones, and their `idx`; other bytes stay.

    `entries` are all that the journal should have, in order; those it has already are known by their tags.
    """
    array = read(journal.text).members["entries"]
    style, edits, nodes = _EntryStyle(journal, array), list[Edit](), iter(array.items)
    last: JsonNode | None = None
    for entry in entries:
        node = next(nodes) if entry.tag in journal.tags else None
        if node is None and last is None:
            first = array.items[0].start
            edits.append(Edit(first, first, style.entry(entry).removeprefix(style.lead) + style.lead))
        elif node is None and last is not None:
            edits.append(Edit(last.end, last.end, style.entry(entry)))
        elif node is not None:
            index = node.members.get("idx")
            if index and journal.text[index.start : index.end] != _json(entry.idx):
                edits.append(Edit(index.start, index.end, _json(entry.idx)))
            last = node
    return apply(journal.text, edits)


def with_hashes(text: str, hashes: Mapping[int, str]) -> str:
    """Return the text with the hashes of the entries at these positions; a missing key is added last."""
    items = read(text, _MEASURED).members["entries"].items
    edits = []
    for index, value in hashes.items():
        item = walked(text, items[index])
        node, blanks = item.members.get("hash"), _blanks(item)
        new = f'{blanks.separator}"hash"{blanks.colon}{_json(value)}'
        edits.append(Edit(node.start, node.end, _json(value)) if node else Edit(blanks.end, blanks.end, new))
    return apply(text, edits)


def without_hashes(text: str) -> str:
    """Return the text without the key `hash` of any entry; every other byte stays."""
    while text and (edits := [*_removals(text)]):  # again where an entry has the key twice
        text = apply(text, edits)
    return text


def _removals(text: str) -> Iterator[Edit]:
    """Yield an edit for each entry with a hash: the key goes with the separator before it, or the one after it."""
    for item in read(text, _MEASURED).members["entries"].items:
        entry = walked(text, item)
        if hash_ := entry.members.get("hash"):
            start = entry.key_starts["hash"]
            before = [node.end for node in entry.members.values() if node.end <= start]
            after = [place for place in entry.key_starts.values() if place >= hash_.end]
            yield Edit(max(before), hash_.end, "") if before else Edit(start, min(after, default=hash_.end), "")


class _EntryStyle:
    """The blanks and the key order of a journal's last entry, for the next one."""

    def __init__(self, journal: Journal, array: JsonNode) -> None:
        text, keys = journal.text, _keys(is_locked=journal.is_locked)
        item = walked(text, array.items[-1])
        self.blanks = _blanks(item)
        before = text[array.start + 1 : array.items[0].start]
        self.lead = "," + (before or self.blanks.separator.removeprefix(","))
        if len(array.items) > 1:
            self.lead = text[array.items[-2].end : item.start]
        known = [key for key in item.members if key in keys]
        self.keys = [*known, *(key for key in keys if key not in known)]

    def entry(self, entry: Entry) -> str:
        """Return the text of a new entry, with the separator before it."""
        fields, blanks = _fields(entry, self.keys), self.blanks
        members = blanks.separator.join(f"{_json(key)}{blanks.colon}{_json(fields[key])}" for key in self.keys)
        return f"{self.lead}{{{blanks.open}{members}{blanks.close}}}"


def _blanks(item: JsonNode) -> Blanks:
    assert item.blanks is not None, "an entry has a tag, so it has members"  # noqa: S101
    return item.blanks


def _keys(*, is_locked: bool) -> Sequence[str]:
    return _KEYS[:-1] if is_locked else _KEYS


def _fields(entry: Entry, keys: Sequence[str]) -> dict[str, Any]:
    return {key: getattr(entry, key) for key in keys}


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()

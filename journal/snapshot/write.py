"""A snapshot -> the bytes of its file, as drizzle-kit writes it: `JSON.stringify(value, null, 2)`, no last newline."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from typing import Any

import orjson

from journal.snapshot.custom_key_order import COPIED
from journal.snapshot.numbers import printed
from journal.snapshot.values import Snapshot, Table

_INDENT = b"\n    "  # a table stands two levels deep
_META: dict[str, dict[str, str]] = {"columns": {}, "schemas": {}, "tables": {}}
_NUMBER = re.compile(r"0|[1-9]\d{0,9}")
_OPTIONS = orjson.OPT_INDENT_2 | orjson.OPT_PASSTHROUGH_DATACLASS


class Writer:
    """Writes snapshots one after the other: a table that is the same value as in the last one is not written anew."""

    def __init__(self) -> None:
        self._known: dict[bool, dict[str, tuple[Table, bytes]]] = {True: {}, False: {}}

    def to_bytes(self, snapshot: Snapshot, id_: str, prev_id: str, *, copied: bool = False) -> bytes:
        """The file of a snapshot with these identities.

        `copied`: it is that of a `generate --custom`, which takes the last one over, its keys in another order.
        """
        head = {"id": id_, "prevId": prev_id, "version": "7", "dialect": "postgresql", "tables": {}}
        rest = {name: _sorted(getattr(snapshot, name)) for name in (_PARTS_COPIED if copied else _PARTS)}
        whole = orjson.dumps({**head, **rest, "_meta": _META}, default=_document(copied), option=_OPTIONS)
        if not snapshot.tables:
            return whole
        before, _, after = whole.partition(b'\n  "tables": {}')
        return before + b'\n  "tables": {' + self._tables(snapshot.tables, copied) + b"\n  }" + after

    def _tables(self, tables: Mapping[str, Table], copied: bool) -> bytes:
        known, now = self._known[copied], {}
        for key, table in _sorted(tables).items():
            held = known.get(key)
            now[key] = held if held and held[0] is table else (table, _written(key, table, copied))
        self._known[copied] = now
        return b",".join(text for _, text in now.values())


_PARTS = ("enums", "schemas", "sequences", "roles", "policies", "views")
_PARTS_COPIED = ("enums", "schemas", "views", "sequences", "roles", "policies")


def to_bytes(snapshot: Snapshot, id_: str, prev_id: str, *, copied: bool = False) -> bytes:
    """The file of one snapshot with these identities."""
    return Writer().to_bytes(snapshot, id_, prev_id, copied=copied)


def document_bytes(document: Mapping[str, Any]) -> bytes:
    """A snapshot that is JSON already, as drizzle-kit writes it."""
    return orjson.dumps(_plain(document), option=_OPTIONS)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in _sorted(value).items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return _value(value)


def _written(key: str, table: Table, copied: bool) -> bytes:
    """A table at its place. No text of JSON holds a line end of its own, so that the indent cannot hit one."""
    body = orjson.dumps(table, default=_document(copied), option=_OPTIONS).replace(b"\n", _INDENT)
    return _INDENT + orjson.dumps(key) + b": " + body


@cache
def _document(copied: bool) -> Callable[[Any], dict[str, Any]]:
    """What gives the keys of a value by drizzle-kit's names; those that are None are absent."""

    def document(value: Any) -> dict[str, Any]:
        kind: object = type(value)
        found = ((key, get(value)) for key, get in _keys(kind, copied))
        return {key: _value(one) for key, one in found if one is not None}

    return document


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return _sorted(value)
    return orjson.Fragment(printed(value)) if type(value) in (int, float) else value


@cache
def _keys(kind: Any, copied: bool) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    names = [one.name for one in fields(kind)]
    order = COPIED.get(kind, "").split() if copied else ()
    return tuple((_camel(name), _getter(name)) for name in (order or names))


def _getter(name: str) -> Callable[[Any], Any]:
    return lambda value: getattr(value, name)


def _camel(name: str) -> str:
    """`type_schema` -> `typeSchema`, `as_` -> `as`."""
    if name == "is_rls_enabled":
        return "isRLSEnabled"
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in rest)


def _sorted(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """As a JavaScript object keeps its keys: those that are numbers come first, by their size."""
    numbers = [key for key in value if _NUMBER.fullmatch(key)]
    return {**{key: value[key] for key in sorted(numbers, key=int)}, **value} if numbers else value

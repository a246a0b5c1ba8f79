"""A snapshot -> the bytes of its file, as drizzle-kit writes it: `JSON.stringify(value, null, 2)`, no last newline."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any

import orjson

from journal.snapshot.model import (
    Column,
    ForeignKey,
    Generated,
    Identity,
    Index,
    IndexColumn,
    IndexExpression,
    Policy,
    Sequence,
    Snapshot,
    Table,
    Unique,
    View,
)

_INDENT = b"\n    "  # of a table, two levels deep
_META: dict[str, dict[str, str]] = {"columns": {}, "schemas": {}, "tables": {}}
_NUMBER = re.compile(r"0|[1-9]\d{0,9}")
_OPTIONS = orjson.OPT_INDENT_2 | orjson.OPT_PASSTHROUGH_DATACLASS
_PARTS = ("enums", "schemas", "sequences", "roles", "policies", "views")
_PARTS_OF_CUSTOM = ("enums", "schemas", "views", "sequences", "roles", "policies")


class Writer:
    """Writes snapshots one after the other. A table that is the same value as in the last one is encoded once."""

    def __init__(self) -> None:
        self._encoded: dict[bool, dict[str, tuple[Table, bytes]]] = {True: {}, False: {}}

    def to_bytes(self, snapshot: Snapshot, id_: str, prev_id: str, *, custom: bool = False) -> bytes:
        """Return the file of a snapshot with these ids.

        `custom`: as `generate --custom` writes it, which copies the last snapshot with its keys in another order.
        """
        head = {"id": id_, "prevId": prev_id, "version": "7", "dialect": "postgresql", "tables": {}}
        rest = {name: _sorted(getattr(snapshot, name)) for name in (_PARTS_OF_CUSTOM if custom else _PARTS)}
        whole = orjson.dumps({**head, **rest, "_meta": _META}, default=_encoder(custom), option=_OPTIONS)
        if not snapshot.tables:
            return whole
        encoded = {}
        for key, table in _sorted(snapshot.tables).items():
            known = self._encoded[custom].get(key)
            if not known or known[0] is not table:
                # A JSON text has no line end inside, so the indent changes no value.
                body = orjson.dumps(table, default=_encoder(custom), option=_OPTIONS).replace(b"\n", _INDENT)
                known = table, _INDENT + orjson.dumps(key) + b": " + body
            encoded[key] = known
        self._encoded[custom] = encoded
        before, _, after = whole.partition(b'\n  "tables": {}')
        return before + b'\n  "tables": {' + b",".join(text for _, text in encoded.values()) + b"\n  }" + after


def document_bytes(document: Mapping[str, Any]) -> bytes:
    """Return the file of a snapshot that is JSON already."""
    return orjson.dumps(_plain(document), option=_OPTIONS)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in _sorted(value).items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return _value(value)


@cache
def _encoder(custom: bool) -> Callable[[Any], dict[str, Any]]:
    """Return the function that turns a value into a dictionary with drizzle-kit's keys, without those that are None."""

    def encode(value: Any) -> dict[str, Any]:
        kind: object = type(value)
        found = ((key, get(value)) for key, get in _keys(kind, custom))
        return {key: _value(item) for key, item in found if item is not None}

    return encode


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return _sorted(value)
    return orjson.Fragment(printed(value)) if type(value) in (int, float) else value


@cache
def _keys(kind: Any, custom: bool) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    names = KEYS_OF_CUSTOM.get(kind, "").split() if custom else []
    return tuple((camel_case(name), attrgetter(name)) for name in (names or [field.name for field in fields(kind)]))


def camel_case(name: str) -> str:
    """Return a name as JavaScript has it: `type_schema` -> `typeSchema`, `as_` -> `as`."""
    if name == "is_rls_enabled":
        return "isRLSEnabled"
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in rest)


def _sorted(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the keys in the order of a JavaScript object: those that are numbers come first, by size."""
    numbers = [key for key in value if _NUMBER.fullmatch(key)]
    return {**{key: value[key] for key in sorted(numbers, key=int)}, **value} if numbers else value


def printed(number: float) -> str:
    """Return a number as text. Source: Number::toString of ECMA-262: the fewest digits that mean the same number."""
    if number == 0:
        return "0"
    sign, numerals, exponent = Decimal(repr(float(number))).normalize().as_tuple()
    assert isinstance(exponent, int)  # noqa: S101 - infinity and NaN are no JSON
    digits, point = "".join(map(str, numerals)), len(numerals) + exponent
    if len(digits) <= point <= 21:
        text = digits.ljust(point, "0")
    elif 0 < point <= 21:
        text = f"{digits[:point]}.{digits[point:]}"
    elif -6 < point <= 0:
        text = f"0.{digits.rjust(len(digits) - point, '0')}"
    else:
        fraction = f".{digits[1:]}" if digits[1:] else ""
        text = f"{digits[0]}{fraction}e{point - 1:+d}"
    return ("-" if sign else "") + text


_NUMBERS = "increment min_value max_value start_with cache cycle"
_KEY = "expression is_expression asc nulls"

KEYS_OF_CUSTOM: Mapping[type, str] = {
    Generated: "type as_",
    Identity: f"name {_NUMBERS} schema type",
    Sequence: f"name {_NUMBERS} schema",
    Column: "name type type_schema primary_key not_null default generated identity",
    IndexColumn: f"{_KEY} opclass",
    IndexExpression: _KEY,
    Index: "name columns is_unique with_ method where concurrently",
    ForeignKey: "name table_from columns_from table_to schema_to columns_to on_update on_delete",
    Unique: "name columns nulls_not_distinct",
    Policy: "name as_ for_ to using with_check on schema",
    View: "name schema columns definition materialized with_ is_existing with_no_data using tablespace",
}
"""The fields of each kind of value whose order differs from the other snapshots."""

"""Whether two constants are the same value of a column's type, as far as their texts tell. Pure."""

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

CHANGES, SPELLS = "changes", "spells"
"""SPELLS: two texts that may mean the same; whether they do cannot be told from them."""

_TEXTUAL = re.compile(r"(?:text|varchar|char|character|bpchar|name)\b")
_NUMERIC = re.compile(r"(?:(?:small|big)?(?:int|serial)|integer|numeric|decimal|real|double|float)\b")
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d(?:\.\d+)?))?")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TRUE, _FALSE = ("true", "t", "yes", "y", "on", "1"), ("false", "f", "no", "n", "off", "0")


def compared_constants(present: str, replayed: str, column: Mapping[str, Any]) -> str:
    """Return empty for the same value, CHANGES for another one, or SPELLS. Strings are in quotes, or not.

    `column`: a column of a snapshot; PostgreSQL shows `'09:00'` of a time and `'09:00:00'` alike.
    """
    texts = [one.removeprefix("'").removesuffix("'") for one in (present, replayed)]
    if texts[0] == texts[1]:
        return "" if "null" not in (present, replayed) else CHANGES
    type_ = str(column.get("type", "")).lower()
    is_array = type_.endswith("]")
    if column.get("typeSchema") or (_TEXTUAL.match(type_) and not is_array):
        return CHANGES
    if "".join(texts[0].split()) == "".join(texts[1].split()):
        return ""
    values = [_number(text) for text in texts]
    if None in values and not is_array:
        values = [_read(text, type_) for text in texts]
    if None not in values:
        return "" if values[0] == values[1] else CHANGES
    return CHANGES if _NUMERIC.match(type_) or "null" in (present, replayed) else SPELLS


def _number(text: str) -> object:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _read(text: str, type_: str) -> object:
    """Return a value of a type that is read in several spellings; None where this one is not known."""
    word = re.match(r"[a-z]*", type_)
    reader = _READERS.get(word[0] if word else "")
    return reader(text) if reader else None


def _time(text: str) -> object:
    found = _TIME.fullmatch(text)
    return (int(found[1]), int(found[2]), Decimal(found[3] or 0)) if found else None


def _date(text: str) -> object:
    found = _DATE.fullmatch(text)
    return tuple(map(int, found.groups())) if found else None


def _timestamp(text: str) -> object:
    """Return day and time; a zone is not read."""
    day, _, time = text.replace("T", " ").partition(" ")
    parts = _date(day), _time(time or "00:00")
    return None if None in parts else parts


def _json(text: str) -> object:
    try:
        return json.dumps(json.loads(text.replace("''", "'"), parse_int=float), sort_keys=True)
    except (ValueError, RecursionError):
        return None


def _boolean(text: str) -> object:
    return text.lower() in _TRUE if text.lower() in (*_TRUE, *_FALSE) else None


_READERS: dict[str, Callable[[str], object]] = {
    "time": _time, "date": _date, "timestamp": _timestamp, "json": _json, "jsonb": _json, "boolean": _boolean,
    "uuid": str.lower,
}  # fmt: skip

"""A column's default as drizzle-kit keeps it: numbers and booleans as JSON has them, all else as SQL. Pure."""

import re

import orjson

from journal.catalog.values import Column

_CAST = re.compile(r"('(?:[^']|'')*')::(.+)", re.DOTALL)
_QUOTED_NUMBER = re.compile(r"'(-?\d+(?:\.\d+)?)'")
_EXACT = 2**53
_JSON = ("json", "jsonb")
_NUMBERS = ("smallint", "integer", "bigint", "real", "double precision", "numeric")


def default_of(column: Column, is_enum: bool, text: str | None) -> str | int | float | bool:
    """The default of a column that has one. `text` is how the files write it; else it is the catalog's form."""
    said = column.default or "" if text is None else text
    found = _CAST.fullmatch(said)
    if found and found[2] not in _JSON and (text is None or is_enum):
        said = _literal(column, found[1], found[2])
    return _value(said) if said[:1] != "'" else said


def _literal(column: Column, literal: str, type_: str) -> str:
    """A literal without its cast. The catalog has a number in quotes where it is negative or large."""
    number = _QUOTED_NUMBER.fullmatch(literal)
    return number[1] if number and column.type.partition("(")[0] in _NUMBERS and type_ != "numeric" else literal


def _value(said: str) -> str | int | float | bool:
    """The number or the boolean that drizzle would write so; `10.50` can only be SQL, as no number prints so."""
    if said in ("true", "false"):
        return said == "true"
    try:
        found = orjson.loads(said)
    except orjson.JSONDecodeError:
        return said
    if isinstance(found, int | float) and abs(found) < _EXACT and orjson.dumps(found) == said.encode():
        return found
    return said

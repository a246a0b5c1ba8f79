"""A column's type as drizzle-orm's getSQLType spells it, from the one that format_type gives. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from journal.catalog.values import OWN_SEQUENCE, Column, Schema
from journal.snapshot.render.sql import NAME, names

_SERIAL = {"integer": "serial", "bigint": "bigserial", "smallint": "smallserial"}
_QUALIFIED = re.compile(rf"{NAME}\.{NAME}")
_ARRAY = re.compile(r"(?:\[\d*\])+\Z")
_ZONES = {"with": " with time zone", "without": ""}
_TIME = re.compile(r"(timestamp|time)(\(\d+\))? (with|without) time zone")
_WORDS = {"character varying": "varchar", "character": "char"}
_LONG = re.compile(r"(character varying|character)(\(\d+\))?")
_NUMERIC = re.compile(r"numeric\((\d+),(-?\d+)\)")


@dataclass(frozen=True, slots=True)
class Spelt:
    """A type. `schema` is that of an enum; other types have none."""

    type: str
    schema: str | None = None


def type_of(column: Column, schema: Schema, text: str | None, *, is_drizzles: bool = False) -> Spelt:
    """The type of a column. `text` is how the files write it: of several spellings that drizzle has it tells which.

    `is_drizzles`: drizzle-kit wrote that, so it can also be what a customType says.
    """
    if column.default == OWN_SEQUENCE and column.type in _SERIAL:
        return Spelt(_SERIAL[column.type])
    found = _ARRAY.search(column.type)
    element = column.type[: found.start()] if found else column.type
    written, dimensions = _written(text, found[0] if found else "")
    if _QUALIFIED.match(element):
        space, name = names(element)[:2]
        if ("enum", space, name) in schema.objects:
            return Spelt(name + dimensions, space)
        element = element[_ends(element) :]
    spellings = list(_spellings(element))
    is_own = bool(written) and (is_drizzles or _is_own(written, spellings, text))
    return Spelt((written if is_own else spellings[0]) + dimensions)


def _written(text: str | None, dimensions: str) -> tuple[str, str]:
    """How the files write the type of an element, and the brackets of an array: PostgreSQL keeps no count of them."""
    if text is None:
        return "", dimensions
    found = _ARRAY.search(text)
    own = found[0] if found and dimensions else dimensions
    element = (text[: found.start()] if found else text).strip()
    return element[1:-1] if element.startswith('"') and element.endswith('"') else element, own


def _is_own(written: str, spellings: list[str], text: str | None) -> bool:
    """Whether drizzle spells it as the file does. In quotes it has what a customType says, such as `"float8"`."""
    return written in spellings or bool(text and text.startswith('"') and "." not in text)


def _ends(qualified: str) -> int:
    """Where the name itself begins."""
    found = re.match(rf"{NAME}\.", qualified)
    return found.end() if found else 0


def _spellings(type_: str) -> Iterator[str]:
    """All that drizzle-orm has for a type of the catalog, the likeliest first."""
    if found := _TIME.fullmatch(type_):
        word, precision, zone = found[1], found[2] or "", _ZONES[found[3]]
        if word == "timestamp" and precision:
            yield f"{word} {precision}{zone}"  # of mode `date`; the next is of mode `string`
        yield f"{word}{precision}{zone}"
    elif found := _LONG.fullmatch(type_):
        yield _WORDS[found[1]] + (found[2] or "")
        if found[0] == "character(1)":
            yield "char"
    elif found := _NUMERIC.fullmatch(type_):
        yield f"numeric({found[1]}, {found[2]})" if found[2] != "0" else f"numeric({found[1]})"
        yield f"numeric({found[1]}, {found[2]})"
    elif type_.startswith("geometry(Point"):
        yield "geometry(point)"
    else:
        yield type_

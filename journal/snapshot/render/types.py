"""A column's type as drizzle-orm's getSQLType writes it, from the one that format_type returns. Pure."""

import re
from collections.abc import Iterator

from journal.catalog.values import OWN_SEQUENCE, Column, Schema
from journal.snapshot.render.schema_texts import NAME, names

_SERIAL = {"integer": "serial", "bigint": "bigserial", "smallint": "smallserial"}
_QUALIFIED = re.compile(rf"({NAME}\.){NAME}")
_ARRAY = re.compile(r"(?:\[\d*\])+\Z")
_ZONES = {"with": " with time zone", "without": ""}
_TIME = re.compile(r"(timestamp|time)(\(\d+\))? (with|without) time zone")
_WORDS = {"character varying": "varchar", "character": "char"}
_LONG = re.compile(r"(character varying|character)(\(\d+\))?")
_NUMERIC = re.compile(r"numeric\((\d+),(-?\d+)\)")


def type_of(
    column: Column, schema: Schema, text: str | None, *, by_kit: bool = False, by_hand: bool = False
) -> tuple[str, str | None]:
    """Return the type of a column, and the schema of an enum; other types have none.

    `text`: the type in the files, which decides between several forms of drizzle.
    `by_kit`: drizzle-kit wrote the text, so it can be any text of a customType.
    `by_hand`: the text is not in the style of drizzle-kit, so its spelling does not count.
    """
    if column.default == OWN_SEQUENCE and column.type in _SERIAL:
        return _SERIAL[column.type], None
    found = _ARRAY.search(column.type)
    element = column.type[: found.start()] if found else column.type
    written, dimensions = _written(text, found[0] if found else "")
    written = _respelled(written) if by_hand else written
    if qualified := _QUALIFIED.match(element):
        space, name = names(element)[:2]
        if ("enum", space, name) in schema.objects:
            return name + dimensions, space
        element = element[qualified.end(1) :]
    forms = list(_forms(element))
    # A customType can have a text in quotes, such as `"float8"`.
    is_custom = bool(text and text.startswith('"') and "." not in text)
    is_as_written = bool(written) and (by_kit or written in forms or is_custom)
    return (written if is_as_written else forms[0]) + dimensions, None


def _written(text: str | None, dimensions: str) -> tuple[str, str]:
    """Return the type of the element in the files, and the brackets of an array, which PostgreSQL does not count."""
    if text is None:
        return "", dimensions
    found = _ARRAY.search(text)
    own = found[0] if found and dimensions else dimensions
    element = (text[: found.start()] if found else text).strip()
    return element[1:-1] if element.startswith('"') and element.endswith('"') else element, own


def _respelled(text: str) -> str:
    """Return a type in drizzle's spelling; empty where that depends on more than the type: schema.ts has `mode`."""
    word, bracket, rest = " ".join(text.lower().split()).partition("(")
    word = {"decimal": "numeric", "dec": "numeric", "character": "char"}.get(word.strip(), word.strip())
    return "" if word == "timestamp" else word + bracket + ", ".join(part.strip() for part in rest.split(","))


def _forms(type_: str) -> Iterator[str]:
    """Yield the forms of drizzle-orm for a type of the catalog, the likeliest first."""
    if found := _TIME.fullmatch(type_):
        word, precision, zone = found[1], found[2] or "", _ZONES[found[3]]
        if word == "timestamp" and precision:
            yield f"{word} {precision}{zone}"  # mode `date`; the next is mode `string`
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

"""A column's default as drizzle-kit keeps it: numbers and booleans as JSON has them, all else as SQL. Pure."""

import re

from journal.catalog.values import OWN_SEQUENCE, Column
from journal.snapshot.numbers import printed
from journal.snapshot.render.sql import unbracketed

_CAST = re.compile(r"('(?:[^']|'')*')::(.+)", re.DOTALL)
_PRINTED = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]\d+)?")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_JSON = ("json", "jsonb")
_NUMBERS = ("smallint", "integer", "bigint", "real", "double precision")


def default_of(column: Column, is_enum: bool, text: str | None) -> str | int | float | bool | None:
    """The default of a column. `text` is how the files write it; else it is the catalog's form.

    PostgreSQL keeps no DEFAULT NULL, which only the files have.
    """
    if column.default in (None, OWN_SEQUENCE) or column.generated:
        return text if text and text.upper() == "NULL" else None
    said = _of_catalog(column) if text is None else text
    found = _CAST.fullmatch(said)
    if found and is_enum:
        said = found[1]  # drizzle-kit casts it where it makes the enum anew, and keeps it without
    return _value(said)


def _of_catalog(column: Column) -> str:
    """The catalog's form less what drizzle would not have said: casts of a literal, brackets around an expression.

    A number of a `numeric` is a text in a schema.ts, where nothing else is said.
    """
    said = unbracketed(column.default or "")
    found = _CAST.fullmatch(said)
    if not found:
        return f"'{said}'" if column.type.startswith("numeric") and _NUMBER.fullmatch(said) else said
    literal, type_ = found[1], found[2]
    number = _NUMBER.fullmatch(literal.strip("'"))  # in quotes where it is negative, or large
    if number and column.type in _NUMBERS:
        return number[0]
    return said if type_ in _JSON else literal


def _value(said: str) -> str | int | float | bool:
    """The number or the boolean that drizzle would write so; `10.50` can only be SQL, as no number prints so."""
    if said in ("true", "false"):
        return said == "true"
    if not _PRINTED.fullmatch(said) or printed(float(said)) != said:
        return said
    return int(said) if said.lstrip("-").isdigit() else float(said)

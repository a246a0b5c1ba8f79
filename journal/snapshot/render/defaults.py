"""A column's default as drizzle-kit has it: numbers and booleans as in JSON, everything else as SQL. Pure."""

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
    """Return the default of a column. `text`: that of the files; without one, the catalog's form is used.

    PostgreSQL keeps no DEFAULT NULL: only the files have it.
    """
    if column.default in (None, OWN_SEQUENCE) or column.generated:
        return text if text and text.upper() == "NULL" else None
    sql = _of_catalog(column) if text is None else text
    found = _CAST.fullmatch(sql)
    # drizzle-kit casts the default of an enum when it creates the enum again; its model has no cast.
    return _value(found[1] if found and is_enum else sql)


def _of_catalog(column: Column) -> str:
    """Return the catalog's form without what schema.ts would not have: casts of literals, brackets around everything.

    The default of a `numeric` is a string in schema.ts.
    """
    sql = unbracketed(column.default or "")
    found = _CAST.fullmatch(sql)
    if not found:
        return f"'{sql}'" if column.type.startswith("numeric") and _NUMBER.fullmatch(sql) else sql
    literal, type_ = found[1], found[2]
    number = _NUMBER.fullmatch(literal.strip("'"))  # PostgreSQL quotes a negative or large number
    if number and column.type in _NUMBERS:
        return number[0]
    return sql if type_ in _JSON else literal


def _value(sql: str) -> str | int | float | bool:
    """Return the number or boolean that JavaScript prints this way; `10.50` has to be SQL, as no number prints so."""
    if sql in ("true", "false"):
        return sql == "true"
    if not _PRINTED.fullmatch(sql) or printed(float(sql)) != sql:
        return sql
    return int(sql) if sql.lstrip("-").isdigit() else float(sql)

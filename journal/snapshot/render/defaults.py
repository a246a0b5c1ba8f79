"""The default of a column, as schema.ts has it. Pure."""

import re

import orjson

from journal.catalog.values import OWN_SEQUENCE, Column
from journal.snapshot.render.schema_texts import unbracketed
from journal.snapshot.write import printed

_CAST = re.compile(r"('(?:[^']|'')*')::(.+)", re.DOTALL)
_PRINTED = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]\d+)?")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_JSON = ("json", "jsonb")
_NUMBERS = ("smallint", "integer", "bigint", "real", "double precision")


def default_of(
    column: Column, text: str | None, *, is_enum: bool, by_hand: bool = False
) -> str | int | float | bool | None:
    """Return the default of a column. `text`: that of the files; without one, the catalog's form is used.

    `by_hand`: drizzle-kit did not write the text. PostgreSQL keeps no DEFAULT NULL: only the files have it.
    """
    if column.default in (None, OWN_SEQUENCE) or column.generated:
        return text if text and text.upper() == "NULL" else None
    sql = _of_catalog(column) if text is None else _of_hand(column, text) if by_hand else text
    found = _CAST.fullmatch(sql)
    # drizzle-kit casts the default of an enum when it creates the enum again; its model has no cast.
    sql = found[1] if found and is_enum else sql
    if sql in ("true", "false"):
        return sql == "true"
    # Only what JavaScript prints this way is a number; `10.50` has to be SQL, as no number prints so.
    if not _PRINTED.fullmatch(sql) or printed(float(sql)) != sql:
        return sql
    return int(sql) if sql.lstrip("-").isdigit() else float(sql)


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


_CASTS = r'(?:\s*::\s*[\w ."]+(?:\([\d, ]+\))?(?:\[\d*\])*)*'
_LITERAL = re.compile(rf"('(?:[^']|'')*'){_CASTS}", re.DOTALL)
_WORD = re.compile(r"[a-z_]+", re.IGNORECASE)
_NUMERAL = re.compile(rf"\+?(-?\d*\.?\d+(?:e[-+]?\d+)?){_CASTS}", re.IGNORECASE)
_CALL = re.compile(r"([\w.]+)\s*\(\s*\)")
_PLAIN_ARRAY = re.compile(r"'\{([^'\"{}\\]*)\}'")


def _of_hand(column: Column, text: str) -> str:
    """Return a default that somebody wrote as schema.ts says it: `NOW()` is defaultNow(), 0 of a numeric is '0'.

    Only a literal, a word and a call without arguments have another spelling there; an expression is as written.
    """
    sql = unbracketed(text)
    if call := _CALL.fullmatch(sql):
        return f"{call[1].lower()}()"
    if (number := _NUMERAL.fullmatch(sql)) and column.type in _NUMBERS:
        return number[1] if number[1].lstrip("-").isdigit() else printed(float(number[1]))
    found = _LITERAL.fullmatch(sql)
    if not found:
        return _of_catalog(column) if number or _WORD.fullmatch(sql) else text
    if column.type in _JSON:
        return _json(found[1], column.type)
    if column.type.endswith("[]"):
        return _array(found[1], column.type.rstrip("[]"))
    return _of_catalog(column) if column.type in (*_NUMBERS, "boolean") else found[1]


def _json(literal: str, type_: str) -> str:
    """Return a JSON literal as JSON.stringify prints its value, with the cast of drizzle-kit."""
    value = orjson.dumps(orjson.loads(literal[1:-1].replace("''", "'"))).decode()
    return "'{}'::{}".format(value.replace("'", "''"), type_)


def _array(literal: str, element: str) -> str:
    """Return the literal of an array as drizzle-kit prints its elements: all in double quotes but numbers."""
    found = _PLAIN_ARRAY.fullmatch(literal)
    elements = [part.strip() for part in found[1].split(",")] if found and found[1].strip() else []
    if not elements or "NULL" in map(str.upper, elements):
        return literal
    quote = "" if element in (*_NUMBERS, "boolean") else '"'
    return "'{{{}}}'".format(",".join(f"{quote}{part}{quote}" for part in elements))

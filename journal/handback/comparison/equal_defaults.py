"""Column defaults with different texts and the same value, such as `0` and `'0'::numeric`: PostgreSQL compares them."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from journal.catalog.queries import SETTINGS
from journal.catalog.values import OWN_SEQUENCE, Column, Key, Schema

if TYPE_CHECKING:
    from psycopg import Connection

_NAME = r'(?:"(?:[^"]|"")+"|[a-z_][\w ]*?)'
_CONSTANT = re.compile(
    rf"""(?: [eE]?'(?:[^']|'')*' | \d+(?:\.\d+)?(?:[eE][-+]?\d+)? | true | false | NULL | ARRAY\s*(?=\[)
      | ::\s*{_NAME}(?:\.{_NAME})*(?:\([\d, ]+\))?(?:\[\])*(?=\s*(?:::|[\],)]|$))
      | [-+(),\[\]\s] )+""",
    re.VERBOSE,
)
"""Literals, casts and arrays, whose value never changes: no function and no name of a variable."""


@dataclass(frozen=True)
class EqualDefault:
    """The key of a column whose defaults are equal, and the text of the wanted side."""

    key: Key
    default: str


def find_equal_defaults(connection: "Connection[Any]", replayed: Schema, wanted: Schema) -> tuple[EqualDefault, ...]:
    """Return the columns whose defaults have another text and the same value. The database has to have the types."""
    columns = [(one, wanted.objects.get(key)) for key, one in replayed.objects.items()]
    with connection.transaction(force_rollback=True):
        connection.execute(SETTINGS)
        return tuple(
            EqualDefault(theirs.key, theirs.default or "")
            for ours, theirs in columns
            if isinstance(ours, Column) and isinstance(theirs, Column)
            if _are_comparable(ours, theirs) and _are_equal(connection, ours, theirs)
        )


def with_equal_defaults(replayed: Schema, found: tuple[EqualDefault, ...]) -> Schema:
    """Return the replayed schema with these defaults in the wanted side's text."""
    objects = dict(replayed.objects)
    for equal in found:
        column = objects.get(equal.key)
        if isinstance(column, Column):
            objects[equal.key] = replace(column, default=equal.default)
    return replace(replayed, objects=objects)


def _are_comparable(ours: Column, theirs: Column) -> bool:
    """Tell whether both are plain columns of one type with different constants."""
    differ = ours.default != theirs.default and ours.type == theirs.type and not (ours.generated or theirs.generated)
    return differ and all(
        column.default is not None and column.default != OWN_SEQUENCE and _CONSTANT.fullmatch(column.default)
        for column in (ours, theirs)
    )


def _are_equal(connection: "Connection[Any]", ours: Column, theirs: Column) -> bool:
    """Compare them as text, as a row would show them: `1.0` and `1` of a numeric differ."""
    from psycopg import Error

    left, right = (f"(({one.default})::{one.type})::pg_catalog.text" for one in (ours, theirs))
    query = f"SELECT {left} IS NOT DISTINCT FROM {right}"  # noqa: S608 - PostgreSQL's own texts of two constants
    try:
        with connection.transaction():
            row = connection.execute(query.encode()).fetchone()
    except Error:
        return False
    return bool(row and row[0])

"""Defaults that are written otherwise and are the same value, such as `0` and `'0'::numeric`: the server is asked."""

import re
from collections.abc import Iterator
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
"""Literals, casts and arrays: no function and no name of a variable, so that it is the same value at any time."""


@dataclass(frozen=True)
class Respelled:
    """A column whose default is the same value in both, and how the wanted side spells it."""

    key: Key
    default: str


def respelled(connection: "Connection[Any]", replayed: Schema, wanted: Schema) -> tuple[Respelled, ...]:
    """The columns whose defaults are spelled otherwise and mean the same. The connection's database has the types."""
    pairs = list(_pairs(replayed, wanted))
    with connection.transaction(force_rollback=True):
        connection.execute(SETTINGS)
        return tuple(
            Respelled(theirs.key, theirs.default or "") for ours, theirs in pairs if _same(connection, ours, theirs)
        )


def with_their_defaults(replayed: Schema, found: tuple[Respelled, ...]) -> Schema:
    """The replayed side with these defaults as the wanted side spells them."""
    objects = dict(replayed.objects)
    for one in found:
        column = objects.get(one.key)
        if isinstance(column, Column):
            objects[one.key] = replace(column, default=one.default)
    return replace(replayed, objects=objects)


def _pairs(replayed: Schema, wanted: Schema) -> Iterator[tuple[Column, Column]]:
    """Columns of one type with two defaults that are constants."""
    for key, ours in replayed.objects.items():
        theirs = wanted.objects.get(key)
        if isinstance(ours, Column) and isinstance(theirs, Column) and _may_be_same(ours, theirs):
            yield ours, theirs


def _may_be_same(ours: Column, theirs: Column) -> bool:
    spelled = ours.default != theirs.default and ours.type == theirs.type and not (ours.generated or theirs.generated)
    return spelled and _is_constant(ours.default) and _is_constant(theirs.default)


def _is_constant(default: str | None) -> bool:
    return default is not None and default != OWN_SEQUENCE and _CONSTANT.fullmatch(default) is not None


def _same(connection: "Connection[Any]", ours: Column, theirs: Column) -> bool:
    """As text, which is what a row would show: `1.0` and `1` of a numeric are two."""
    from psycopg import Error  # noqa: PLC0415 - the server boots meanwhile

    left, right = (f"(({one.default})::{one.type})::pg_catalog.text" for one in (ours, theirs))
    query = f"SELECT {left} IS NOT DISTINCT FROM {right}"  # noqa: S608 - PostgreSQL's own forms of two constants
    try:
        with connection.transaction():
            row = connection.execute(query.encode()).fetchone()
    except Error:
        return False
    return bool(row and row[0])

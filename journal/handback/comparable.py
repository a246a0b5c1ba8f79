"""The comparable part of two schemas: what `schema.ts` can express, and names and defaults that mean the same.

drizzle-kit ignores the rest, and so does the comparison. Source: pgSchemaInternal of drizzle-kit 0.31, which has no
functions, triggers, comments, grants, domains, EXCLUDE, partitions, INCLUDE, DEFERRABLE or storage.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from journal.catalog.queries import SETTINGS
from journal.catalog.values import (
    OWN_SEQUENCE,
    Column,
    Constraint,
    Key,
    Schema,
)
from journal.dataclass import dataclass

if TYPE_CHECKING:
    from psycopg import Connection


_PREREQUISITES = (
    "extension", "collation", "domain", "domain constraint", "composite type", "range type", "function", "schema",
)  # fmt: skip


def prerequisites(schema: Schema) -> Schema:
    """Return the objects that `schema.ts` cannot express and that have to exist before it can be built."""
    kept = {key: one for key, one in schema.objects.items() if one.kind in _PREREQUISITES}
    return replace(schema, objects=kept, positions={}, unread={})


def with_wanted_key_names(replayed: Schema, wanted: Schema) -> Schema:
    """Return the replayed schema with the wanted names of primary keys that no snapshot can tell apart.

    The key of a column with `.primaryKey()` has no name in a snapshot.
    """
    wanted_keys = {one.key[1:3]: one for one in _primary_keys(wanted)}
    objects = dict(replayed.objects)
    for one in _primary_keys(replayed):
        other = wanted_keys.get(one.key[1:3])
        if other and len(one.columns) == 1 and other.columns == one.columns and other.name.endswith("_pkey"):
            objects.pop(one.key)
            objects[other.key] = replace(one, name=other.name)
    return replace(replayed, objects=objects)


def _primary_keys(schema: Schema) -> Iterator[Constraint]:
    return (one for one in schema.objects.values() if isinstance(one, Constraint) and one.type == "primary key")


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
            if ours.type == theirs.type and ours.default != theirs.default and not (ours.generated or theirs.generated)
            if all(one.default != OWN_SEQUENCE and _CONSTANT.fullmatch(one.default or "") for one in (ours, theirs))
            if _are_equal(connection, ours, theirs)
        )


def with_equal_defaults(replayed: Schema, found: tuple[EqualDefault, ...]) -> Schema:
    """Return the replayed schema with these defaults in the wanted side's text."""
    objects = dict(replayed.objects)
    for equal in found:
        column = objects.get(equal.key)
        if isinstance(column, Column):
            objects[equal.key] = replace(column, default=equal.default)
    return replace(replayed, objects=objects)


def _are_equal(connection: "Connection[Any]", ours: Column, theirs: Column) -> bool:
    """Compare them as text, as a row would show them: `1.0` and `1` of a numeric differ."""
    from psycopg import Error

    left, right = (f"(({one.default})::{one.type})::pg_catalog.text" for one in (ours, theirs))
    query = f"SELECT {left}, {right}"  # noqa: S608 - PostgreSQL's own texts of two constants
    try:
        with connection.transaction():
            row = connection.execute(query.encode()).fetchone()
    except Error:
        return False
    if row and ours.type == "json" and None not in row:
        return _json_parts(row[0]) == _json_parts(row[1])
    return bool(row and row[0] == row[1])


def _json_parts(text: str) -> object:
    """Return the parts of a `json` without its spaces: it keeps every key, their order, and how a number is written."""
    return json.loads(
        text, object_pairs_hook=tuple, parse_float=lambda number: {number}, parse_int=lambda number: {number}
    )

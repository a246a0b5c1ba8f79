"""The part of a schema that `schema.ts` can express. drizzle-kit ignores the rest, and so does the comparison. Pure.

Source: pgSchemaInternal of drizzle-kit 0.31, which has no functions, triggers, comments, grants, domains, EXCLUDE,
partitions, INCLUDE, DEFERRABLE or storage.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from journal.catalog.parents import parent_of
from journal.catalog.values import (
    Column,
    Constraint,
    Enum,
    Index,
    Key,
    MaterializedView,
    Namespace,
    Object,
    Policy,
    Schema,
    Sequence,
    Table,
    View,
)

_TYPES = ("primary key", "unique", "check", "foreign key")
_INEXPRESSIBLE = re.compile(
    r"(?: INCLUDE \(.*?\))|(?: NO INHERIT)|(?: DEFERRABLE)|(?: INITIALLY DEFERRED)|(?: NOT VALID)|(?: NOT ENFORCED)",
    re.DOTALL,
)
_PREREQUISITES = (
    "extension", "collation", "domain", "domain constraint", "composite type", "range type", "function", "schema",
)  # fmt: skip


def expressible(schema: Schema) -> Schema:
    """Return the schema without the objects, and the properties of objects, that `schema.ts` cannot express."""
    objects: dict[Key, Object] = {}
    for key, one in schema.objects.items():
        reduced = _reduced(one)
        if reduced is None:
            continue
        belongs_to_table = isinstance(reduced, Column | Constraint | Policy | Index)
        table = parent_of(reduced.key, schema) if belongs_to_table else None
        if table is None or table in objects:
            objects[key] = reduced
    return replace(schema, objects=objects, positions={}, unread={})


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


def _reduced(one: Object) -> Object | None:  # noqa: PLR0911 - one line a kind
    """Return the object with its expressible properties, or None where it is not expressible."""
    match one:
        case Namespace():
            return one if one.name != "public" else None
        case Enum() | Policy():
            return one
        case Table():
            return _reduced_table(one)
        case Column():
            return replace(
                one, not_null="NOT NULL" if one.not_null else "", collation="", storage="", compression="",
                statistics="", options=(), inherited=False,
            )  # fmt: skip
        case Constraint() if one.type in _TYPES:
            return replace(one, definition=_INEXPRESSIBLE.sub("", one.definition), options=(), tablespace="")
        case Index():
            keys = tuple(replace(key, collation="", statistics="") for key in one.keys)
            return replace(one, keys=keys, include=(), tablespace="", valid=True)
        case Sequence():  # that of a serial column belongs to the column
            return None if one.owner and not one.identity else replace(one, unlogged=False)
        case MaterializedView():
            return replace(one, settings=(), tablespace="", clustered_on="", populated=True, access_method="")
        case View():
            return replace(one, defaults=())
    return None


def _reduced_table(one: Table) -> Table | None:
    if one.bound is not None or one.foreign:
        return None
    return replace(
        one, unlogged=False, parents=(), partition_key=None, of_type="", access_method="", tablespace="", options=(),
        forced_row_security=False, identified_by="", clustered_on="",
    )  # fmt: skip

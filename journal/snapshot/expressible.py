"""What `schema.ts` can express of a schema: the objects, and their properties.

drizzle-kit ignores the rest. Source: pgSchemaInternal of drizzle-kit 0.31, which has no functions, triggers, comments,
grants, domains, EXCLUDE, partitions, INCLUDE, DEFERRABLE or storage.
"""

import re
from dataclasses import replace

from journal.catalog.dependencies import parent_of
from journal.catalog.types_functions_grants import Enum
from journal.catalog.values import (
    Column,
    Constraint,
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
    r"(?: INCLUDE \(.*?\))|(?: NO INHERIT)|(?: DEFERRABLE)|(?: INITIALLY DEFERRED)|(?: NOT VALID)|(?: NOT ENFORCED)"
    r"|(?: MATCH FULL)|(?<=SET NULL) \(.*?\)|(?<=SET DEFAULT) \(.*?\)",
    re.DOTALL,
)


def expressible(schema: Schema) -> Schema:
    """Return the schema without the objects, and the properties of objects, that `schema.ts` cannot express."""
    objects: dict[Key, Object] = {}
    for key, one in schema.objects.items():
        less = reduced(one)
        if less is None:
            continue
        belongs_to_table = isinstance(less, Column | Constraint | Policy | Index)
        table = parent_of(less.key, schema) if belongs_to_table else None
        if table is None or (table in objects and table[0] == "table"):  # an index may be one of a materialized view
            objects[key] = less
    return replace(schema, objects=objects, positions={}, unread={})


def reduced(one: Object) -> Object | None:  # noqa: PLR0911 - one line a kind
    """Return the object with its expressible properties, or None where it is not expressible."""
    match one:
        case Namespace():
            return one if one.name != "public" else None
        case Enum() | Policy():
            return one
        case Table() if one.bound is None and not one.foreign:
            return replace(
                one, unlogged=False, parents=(), partition_key=None, of_type="", access_method="", tablespace="",
                options=(), forced_row_security=False, identified_by="", clustered_on="",
            )  # fmt: skip
        case Column():
            return replace(
                one, not_null="NOT NULL" if one.not_null else "", collation="", storage="", compression="",
                statistics="", options=(), inherited=False,
            )  # fmt: skip
        case Constraint() if one.type in _TYPES:
            return replace(one, definition=_INEXPRESSIBLE.sub("", one.definition), options=(), tablespace="")
        case Index():
            keys = tuple(replace(key, collation="", statistics="") for key in one.keys)
            return replace(one, keys=keys, include=(), nulls_not_distinct=False, tablespace="", valid=True)
        case Sequence():  # that of a serial column belongs to the column
            return None if one.owner and not one.identity else replace(one, unlogged=False)
        case MaterializedView():
            return replace(one, settings=(), tablespace="", clustered_on="", populated=True, access_method="")
        case View():
            return replace(one, defaults=())
    return None

"""What of a schema a `schema.ts` can say: all else is left alone by drizzle-kit, and so by this comparison. Pure.

Source: pgSchemaInternal of drizzle-kit 0.31, which has no word for functions, triggers, comments, grants, domains,
EXCLUDE, partitions, INCLUDE, DEFERRABLE, storage.
"""

import re
from collections.abc import Callable, Iterator, Mapping
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
_UNSAYABLE = re.compile(
    r"(?: INCLUDE \(.*?\))|(?: NO INHERIT)|(?: DEFERRABLE)|(?: INITIALLY DEFERRED)|(?: NOT VALID)|(?: NOT ENFORCED)",
    re.DOTALL,
)


def sayable(schema: Schema) -> Schema:
    """The schema less what drizzle-kit has no word for: objects, and facets of objects."""
    objects: dict[Key, Object] = {}
    for key, one in schema.objects.items():
        told = _told(one)
        if told and _is_of_a_table_that_is(told, schema, objects):
            objects[key] = told
    return replace(schema, objects=objects, positions={}, unread={})


def beyond(schema: Schema) -> Schema:
    """The other objects, which have to be there before what a `schema.ts` says can be made."""
    kept = {key: one for key, one in schema.objects.items() if one.kind in _BEFORE}
    return replace(schema, objects=kept, positions={}, unread={})


def aligned(replayed: Schema, wanted: Schema) -> Schema:
    """The replayed side, each primary key under the wanted side's name where no snapshot could tell the two apart.

    A key that a column says itself (`.primaryKey()`) has no name in a snapshot.
    """
    keys = {one.key[1:3]: one for one in _primary_keys(wanted)}
    objects = dict(replayed.objects)
    for one in _primary_keys(replayed):
        other = keys.get(one.key[1:3])
        if other and len(one.columns) == 1 and other.columns == one.columns and other.name.endswith("_pkey"):
            objects.pop(one.key)
            objects[other.key] = replace(one, name=other.name)
    return replace(replayed, objects=objects)


def _primary_keys(schema: Schema) -> Iterator[Constraint]:
    return (one for one in schema.objects.values() if isinstance(one, Constraint) and one.type == "primary key")


def _told(one: Object) -> Object | None:
    """The object less the facets that drizzle-kit has no word for; None where it has none for the object."""
    teller = _TELLERS.get(type(one))
    return teller(one) if teller else None


def _table(one: Table) -> Table | None:
    if one.bound is not None or one.foreign:
        return None
    return replace(
        one, unlogged=False, parents=(), partition_key=None, of_type="", access_method="", tablespace="", options=(),
        forced_row_security=False, identified_by="", clustered_on="",
    )  # fmt: skip


def _column(one: Column) -> Column:
    not_null = "NOT NULL" if one.not_null else ""
    return replace(
        one, not_null=not_null, collation="", storage="", compression="", statistics="", options=(), inherited=False
    )


def _constraint(one: Constraint) -> Constraint | None:
    if one.type not in _TYPES:
        return None
    return replace(one, definition=_UNSAYABLE.sub("", one.definition), options=(), tablespace="")


def _index(one: Index) -> Index:
    keys = tuple(replace(key, collation="", statistics="") for key in one.keys)
    return replace(one, keys=keys, include=(), tablespace="", valid=True)


def _sequence(one: Sequence) -> Sequence | None:
    """One that stands alone, or an identity's: that of a serial column is the column's matter."""
    return None if one.owner and not one.identity else replace(one, unlogged=False)


def _view(one: View) -> View:
    return replace(one, defaults=())


def _materialized(one: MaterializedView) -> MaterializedView:
    return replace(one, settings=(), tablespace="", clustered_on="", populated=True, access_method="")


def _namespace(one: Namespace) -> Namespace | None:
    return one if one.name != "public" else None


def _whole(one: Object) -> Object:
    return one


_TELLERS: Mapping[type[Object], Callable[..., Object | None]] = {
    Namespace: _namespace, Enum: _whole, Table: _table, Column: _column, Constraint: _constraint, Index: _index,
    Sequence: _sequence, View: _view, MaterializedView: _materialized, Policy: _whole,
}  # fmt: skip


def _is_of_a_table_that_is(one: Object, schema: Schema, kept: Mapping[Key, Object]) -> bool:
    """Whether what it hangs on is sayable too; a schema or a column may come in any order."""
    if isinstance(one, Column | Constraint | Policy | Index):
        home = parent_of(one.key, schema)
        return home is None or home in kept
    return True


_BEFORE = (
    "extension", "collation", "domain", "domain constraint", "composite type", "range type", "function", "schema",
)  # fmt: skip

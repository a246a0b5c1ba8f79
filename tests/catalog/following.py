"""A schema, and what a step has changed in it, as the schema after the step. It judges the Follower."""

from dataclasses import replace

from journal.catalog.follow.follower import TYPES, SchemaStep
from journal.catalog.values import Column, Constraint, Index, Key, Object, Policy, Schema

FOLLOWED = frozenset(
    ("schema", "enum", "domain", "range type", "table", "column", "constraint", "index", "policy", "sequence", "view",
     "materialized view")
)  # fmt: skip
"""The kinds of objects that are followed."""

_READ_EACH_TIME = TYPES | {"schema"}


def merged(schema: Schema, step: SchemaStep) -> Schema:
    """Return the schema after the step, without the kinds that are not followed."""
    if step.whole:
        return step.part
    # A type may have the name of a sequence, and types are replaced whatever their names.
    read = (item for item in step.part.objects.values() if item.kind not in _READ_EACH_TIME)
    replaced = {*map(_relation, read)} | {key[1:] for key in step.gone}
    kept = {
        key: item
        for key, item in schema.objects.items()
        if item.kind not in _READ_EACH_TIME and _relation(item) not in replaced
    }
    positions = {key: names for key, names in schema.positions.items() if key[1:] not in replaced}
    return replace(schema, objects=kept | {**step.part.objects}, positions=positions | {**step.part.positions})


def _relation(item: Object) -> Key:
    """Return the names of the relation that an object is or belongs to. Relations of a schema have unique names."""
    if isinstance(item, Column | Constraint | Policy | Index):
        return (item.schema, item.table)
    return item.key[1:]

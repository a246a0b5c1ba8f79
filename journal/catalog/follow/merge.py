"""A schema and what a step has changed in it: the schema after the step. Pure."""

from dataclasses import replace

from journal.catalog.follow.follower import TYPES, SchemaStep
from journal.catalog.values import Column, Constraint, Index, Key, Object, Policy, Schema

FOLLOWED = frozenset(
    ("schema", "enum", "domain", "range type", "table", "column", "constraint", "index", "policy", "sequence", "view",
     "materialized view")
)  # fmt: skip
"""The kinds of objects that are followed."""


_RENEWED = TYPES | {"schema"}


def merged(schema: Schema, step: SchemaStep) -> Schema:
    """The schema after the step. What is not followed stays away."""
    if step.whole:
        return step.part
    # A type may have the name of a sequence, and types are renewed whatever they are called.
    read = (one for one in step.part.objects.values() if one.kind not in _RENEWED)
    renewed = {*map(_home, read)} | {key[1:] for key in step.gone}
    kept = {key: one for key, one in schema.objects.items() if one.kind not in _RENEWED and _home(one) not in renewed}
    positions = {key: names for key, names in schema.positions.items() if key[1:] not in renewed}
    return replace(schema, objects=kept | {**step.part.objects}, positions=positions | {**step.part.positions})


def _home(one: Object) -> Key:
    """The names of the relation that an object is, or belongs to; no two relations of a schema have one name."""
    if isinstance(one, Column | Constraint | Policy | Index):
        return (one.schema, one.table)
    return one.key[1:]

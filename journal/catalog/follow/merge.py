"""A schema and what a step has changed in it: the schema after the step. Pure."""

from dataclasses import replace

from journal.catalog.follow.follower import TYPES, Step
from journal.catalog.values import Column, Constraint, Index, Key, Object, Policy, Schema

FOLLOWED = frozenset(
    ("schema", "enum", "domain", "range type", "table", "column", "constraint", "index", "policy", "sequence", "view",
     "materialized view")
)  # fmt: skip
"""The kinds of objects that are followed."""


_RENEWED = TYPES | {"schema"}


def relation_of(one: Object) -> Key:
    """The key of the relation that an object is, or belongs to; its own where it is none."""
    if isinstance(one, Column | Constraint | Policy | Index):
        return ("table", one.schema, one.table)
    return one.key


def merged(schema: Schema, step: Step) -> Schema:
    """The schema after the step. What is not followed stays away."""
    if step.whole:
        return step.part
    renewed = {relation_of(one) for one in step.part.objects.values()} | step.gone
    kept = {key: one for key, one in schema.objects.items() if one.kind not in _RENEWED}
    kept = {key: one for key, one in kept.items() if relation_of(one) not in renewed}
    positions = {key: names for key, names in schema.positions.items() if key not in renewed}
    return replace(schema, objects=kept | {**step.part.objects}, positions=positions | {**step.part.positions})

"""How much a difference weighs: what migrations determine is real, what a platform adds is not."""

from collections.abc import Container

from journal.catalog.difference import Weight
from journal.catalog.types_functions_grants import DefaultPrivilege, Extension, Grant
from journal.catalog.values import Key, Object, Schema

_DEFAULT_OF_PUBLIC = {
    "function": "EXECUTE", "enum": "USAGE", "domain": "USAGE", "composite type": "USAGE", "range type": "USAGE",
}  # fmt: skip
"""The privilege that PUBLIC has on a new object of a kind, unless it is revoked."""


def weight_of_missing(item: Object, actual: Schema, existing: Container[Key]) -> Weight | None:
    """Return None for a privilege that a missing object has once it is created, or that its owner has."""
    if isinstance(item, Grant):
        if (_is_default(item) and item.on not in existing) or _is_of_owner(item, actual):
            return None
        return Weight.SURROUNDINGS if item.on == ("schema", "public") else Weight.REAL
    return Weight.SURROUNDINGS if isinstance(item, DefaultPrivilege) or _is_comment_on_public(item) else Weight.REAL


def weight_of_extra(item: Object, expected: Schema) -> Weight | None:
    """Return None for a privilege that the owner has on the expected side."""
    if isinstance(item, Grant):
        if _is_of_owner(item, expected):
            return None
        # A migration has revoked the default privilege of PUBLIC: where PUBLIC has it, that is a security hole.
        return Weight.REAL if _is_default(item) else Weight.SURROUNDINGS
    is_around = isinstance(item, DefaultPrivilege | Extension) or item.kind == "schema" or _is_comment_on_public(item)
    return Weight.SURROUNDINGS if is_around else Weight.REAL


def weight_of_change(item: Object, facet: str) -> Weight:
    """Return REAL, except for what depends on the server and not on the migrations."""
    if facet == "tablespace" or _is_comment_on_public(item) or (item.kind, facet) == ("extension", "version"):
        return Weight.SURROUNDINGS
    return Weight.REAL


def revoked(item: Object, schema: Schema) -> bool:
    """Tell whether PUBLIC lacks its default privilege on an object of this schema."""
    privilege = _DEFAULT_OF_PUBLIC.get(item.kind)
    return privilege is not None and ("grant", *item.key, "PUBLIC", privilege) not in schema.objects


def _is_comment_on_public(item: Object) -> bool:
    """The comment on the schema public depends on the tool that created the database."""
    return item.key == ("comment", "schema", "public")


def _is_of_owner(grant: Grant, schema: Schema) -> bool:
    owned = ("table", *grant.on[1:3]) if grant.on[0] == "column" else grant.on
    return schema.owners.get(owned) == grant.grantee


def _is_default(grant: Grant) -> bool:
    return grant.grantee == "PUBLIC" and _DEFAULT_OF_PUBLIC.get(grant.on[0]) == grant.privilege

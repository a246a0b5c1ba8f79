"""How much a difference weighs: what migrations say is real, what a platform or its administrator adds is not. Pure."""

from collections.abc import Container

from journal.catalog.difference import Weight
from journal.catalog.values import DefaultPrivilege, Extension, Grant, Key, Object, Schema

_EVERYBODYS = {
    "function": "EXECUTE", "enum": "USAGE", "domain": "USAGE", "composite type": "USAGE", "range type": "USAGE",
}  # fmt: skip
"""What PUBLIC may do with a new object of a kind, unless that is revoked."""


def weight_of_missing(one: Object, expected: Schema, actual: Schema, there: Container[Key]) -> Weight | None:
    """None for what needs no word: a right that a missing object will have by itself, or that its owner has."""
    if isinstance(one, Grant):
        if _is_usual(one) and one.on not in there:
            return None
        if actual.owners.get(_owned(one.on)) == one.grantee:
            return None
        return Weight.SURROUNDINGS if one.on == ("schema", "public") else Weight.REAL
    return Weight.SURROUNDINGS if isinstance(one, DefaultPrivilege) or _is_of_public(one) else Weight.REAL


def weight_of_extra(one: Object, expected: Schema) -> Weight | None:
    """None for a right that the expected side's owner has by itself."""
    if isinstance(one, Grant):
        if expected.owners.get(_owned(one.on)) == one.grantee:
            return None
        # Without PUBLIC's usual right, a migration has taken it away: to have it again is a hole.
        return Weight.REAL if _is_usual(one) else Weight.SURROUNDINGS
    surrounding = isinstance(one, DefaultPrivilege | Extension) or one.kind == "schema" or _is_of_public(one)
    return Weight.SURROUNDINGS if surrounding else Weight.REAL


def weight_of_change(one: Object, facet: str) -> Weight:
    """REAL, but for what depends on the server rather than on the migrations."""
    if facet == "tablespace" or _is_of_public(one) or (one.kind, facet) == ("extension", "version"):
        return Weight.SURROUNDINGS
    return Weight.REAL


def _is_of_public(one: Object) -> bool:
    """The comment on the schema public: which tool made the database decides on it."""
    return one.key == ("comment", "schema", "public")


def _owned(key: Key) -> Key:
    return ("table", *key[1:3]) if key[0] == "column" else key


def _is_usual(one: Grant) -> bool:
    return one.grantee == "PUBLIC" and _EVERYBODYS.get(one.on[0]) == one.privilege


def revoked(one: Object, schema: Schema) -> bool:
    """Whether PUBLIC has not its usual right on an object of this schema."""
    usual = _EVERYBODYS.get(one.kind)
    return usual is not None and ("grant", *one.key, "PUBLIC", usual) not in schema.objects

"""What an object hangs on: a column on its table, a comment on what it is about. Pure."""

from collections.abc import Container

from journal.catalog.values import Comment, Grant, Index, Key, Object, Schema, Sequence

_RELATIONS = ("table", "view", "materialized view")


def home_of(one: Object, schema: Schema) -> Key | None:
    """The key of what it goes with, None for what stands alone. A thing in a schema hangs on that schema."""
    if isinstance(one, Comment | Grant):
        return one.on
    if isinstance(one, Sequence) and one.owner:
        return ("column", *one.owner)
    if isinstance(one, Index):
        return _relation(one.schema, one.table, schema)
    if one.kind in ("column", "constraint", "trigger", "rule", "policy"):
        return _relation(one.key[1], one.key[2], schema)
    if one.kind == "domain constraint":
        return ("domain", one.key[1], one.key[2])
    return ("schema", one.key[1]) if one.kind not in ("schema", "extension", "event trigger") and one.key[1] else None


def _relation(space: str, name: str, schema: Schema) -> Key | None:
    return next((key for kind in _RELATIONS if (key := (kind, space, name)) in schema.objects), None)


def is_within(one: Object, schema: Schema, there: Container[Key]) -> bool:
    """Whether the statement that makes another missing object makes this one, too: a column's, an identity's."""
    home = home_of(one, schema)
    if one.kind == "column":
        return home not in there
    if isinstance(one, Sequence) and one.identity and one.owner:
        column = ("column", *one.owner)
        table = ("table", *one.owner[:2])
        return column not in there or table not in there
    return False

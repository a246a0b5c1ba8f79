"""What an object hangs on: a column on its table, a comment on what it is about. Pure."""

from collections.abc import Container

from journal.catalog.values import Column, Index, Key, Object, Schema, Sequence, Table

_RELATIONS = ("table", "view", "materialized view")


def parent_of(key: Key, schema: Schema) -> Key | None:
    """The key of what an object goes with, None for what stands alone. A thing in a schema hangs on that schema."""
    kind = key[0]
    if kind in ("column", "constraint", "trigger", "rule", "policy"):
        return _relation(key[1], key[2], schema)
    if kind in ("comment", "grant"):
        return key[1:] if kind == "comment" else key[1:-2]
    if kind == "domain constraint":
        return ("domain", key[1], key[2])
    one = schema.objects[key]
    if isinstance(one, Index):
        return _relation(one.schema, one.table, schema)
    if isinstance(one, Sequence) and one.owner:
        return ("column", *one.owner)
    return ("schema", key[1]) if kind not in ("schema", "extension", "event trigger") and key[1] else None


def _relation(space: str, name: str, schema: Schema) -> Key | None:
    for kind in _RELATIONS:
        if (kind, space, name) in schema.objects:
            return (kind, space, name)
    return None


def is_of_parent(one: Object, schema: Schema, there: Container[Key]) -> bool:
    """Whether it is the column of an heir or a partition, and the other side's parent is there without it.

    What adds it to the parent, or drops it there, does so here.
    """
    table = schema.objects.get(("table", one.schema, one.table)) if isinstance(one, Column) and one.inherited else None
    if not isinstance(table, Table):
        return False
    places = [parent for parent in table.parents if ("column", *parent, one.key[-1]) in schema.objects]
    return any(("table", *place) in there and ("column", *place, one.key[-1]) not in there for place in places)


def is_within(one: Object, schema: Schema, there: Container[Key]) -> bool:
    """Whether the statement that makes another missing object makes this one, too: a column's, an identity's."""
    if isinstance(one, Column):
        return parent_of(one.key, schema) not in there or is_of_parent(one, schema, there)
    if isinstance(one, Sequence) and one.identity and one.owner:
        column = ("column", *one.owner)
        table = ("table", *one.owner[:2])
        return column not in there or table not in there
    return False

"""Which object belongs to which: a column to its table, a comment to what it describes. Pure."""

from collections.abc import Container

from journal.catalog.values import Column, Index, Key, Object, Schema, Sequence, Table


def parent_of(key: Key, schema: Schema) -> Key | None:
    """Return the object that this one belongs to, or None for one that belongs to none."""
    kind, item = key[0], schema.objects.get(key)
    if kind in ("comment", "grant"):
        return key[1:] if kind == "comment" else key[1:-2]
    if kind == "domain constraint":
        return ("domain", key[1], key[2])
    if kind in ("column", "constraint", "trigger", "rule", "policy"):
        return _relation(key[1], key[2], schema)
    if isinstance(item, Index):
        return _relation(item.schema, item.table, schema)
    if isinstance(item, Sequence) and item.owner:
        return ("column", *item.owner)
    return ("schema", key[1]) if kind not in ("schema", "extension", "event trigger") and key[1] else None


def _relation(space: str, name: str, schema: Schema) -> Key | None:
    keys = ((kind, space, name) for kind in ("table", "view", "materialized view"))
    return next((key for key in keys if key in schema.objects), None)


def is_inherited_difference(item: Object, schema: Schema, other: Container[Key]) -> bool:
    """Tell whether it is an inherited column that the parent on the other side lacks.

    The statement that adds it to the parent, or drops it there, does the same here.
    """
    if not isinstance(item, Column) or not item.inherited:
        return False
    table = schema.objects.get(("table", item.schema, item.table))
    parents = table.parents if isinstance(table, Table) else ()
    having = [parent for parent in parents if ("column", *parent, item.name) in schema.objects]
    return any(("table", *parent) in other and ("column", *parent, item.name) not in other for parent in having)


def is_created_with_parent(item: Object, schema: Schema, other: Container[Key]) -> bool:
    """Tell whether the statement that creates another missing object creates this one, such as a table's column."""
    if isinstance(item, Column):
        return parent_of(item.key, schema) not in other or is_inherited_difference(item, schema, other)
    if isinstance(item, Sequence) and item.identity and item.owner:
        return ("column", *item.owner) not in other or ("table", *item.owner[:2]) not in other
    return False

"""RENAME, SET SCHEMA and DROP: the texts follow their object, with the new names in them."""

from collections.abc import Callable, Sequence
from typing import Any

from journal.catalog.values import Key
from journal.snapshot.source_texts.new_names import Edit, rename_column_in, rename_relation_in, rename_schema_in
from journal.snapshot.source_texts.text_registry import NOT_SQL, ObjectTexts, Relation, TextRegistry
from journal.snapshot.source_texts.tokens import SourceStatement
from journal.sql.tree import choice, inner, names

_OWN_TEXTS = ("table", "view", "materialized view")
_WITHOUT_NAMES = NOT_SQL | {"type"}


def read_rename(source: SourceStatement, registry: TextRegistry) -> None:
    """Read ALTER … RENAME."""
    node, kind = source.node, choice(source.node, "rename_type")
    if kind == "OBJECT_SCHEMA":
        _rename_schema(node.subname, node.newname, registry)
    elif node.HasField("relation"):
        on = registry.resolve(node.relation.schemaname, node.relation.relname)
        part = {"OBJECT_COLUMN": "column", "OBJECT_TABCONSTRAINT": "constraint", "OBJECT_POLICY": "policy"}.get(kind)
        new = (part, *on, node.newname) if part else ("table", on[0], node.newname)
        if source.may_fail and new in registry.objects:
            return
        if part == "column":
            _rename_column(on, node.subname, node.newname, registry)
        elif part:
            _rename_key((part, *on, node.subname), (part, *on, node.newname), registry)
        else:
            _rename_relation(on, (on[0], node.newname), registry)


def read_set_schema(source: SourceStatement, registry: TextRegistry) -> None:
    """Read ALTER … SET SCHEMA."""
    if source.node.HasField("relation"):
        on = registry.resolve(source.node.relation.schemaname, source.node.relation.relname)
        _rename_relation(on, (source.node.newschema, on[1]), registry)


def _rename_key(old: Key, new: Key, registry: TextRegistry) -> None:
    """Move the texts of a constraint, a policy or an index to its new name."""
    found = registry.objects.pop(old, None)
    if found:
        registry.put(new, found.on, {facet: text for facet, text in found.texts.items() if facet != "name"})


def _rename_relation(old: Relation, new: Relation, registry: TextRegistry) -> None:
    """Rename a table, a view or an index: ALTER TABLE renames each of them."""
    if ("index", *old) in registry.objects and not any((kind, *old) in registry.objects for kind in _OWN_TEXTS):
        _rename_key(("index", *old), ("index", *new), registry)
        return
    registry.rename(old, new)
    own, others = rename_relation_in(old, new, own=True), rename_relation_in(old, new, own=False)

    def change(key: Key, item: ObjectTexts) -> tuple[Key, ObjectTexts]:
        if item.on != old:
            return key, _edit_others(key, item, others)
        words = (new[0], key[2]) if key[0] == "index" else (*new, *key[3:])
        return (key[0], *words), _edit(ObjectTexts(new, item.texts), own)

    registry.change(change)


def _rename_column(on: Relation, old: str, new: str, registry: TextRegistry) -> None:
    own, others = rename_column_in(on, old, new, own=True), rename_column_in(on, old, new, own=False)

    def change(key: Key, item: ObjectTexts) -> tuple[Key, ObjectTexts]:
        if item.on != on:
            return key, _edit_others(key, item, others)
        return ("column", *on, new) if key == ("column", *on, old) else key, _edit(item, own)

    registry.change(change)


def _rename_schema(old: str, new: str, registry: TextRegistry) -> None:
    registry.path = tuple(new if schema == old else schema for schema in registry.path)
    edit = rename_schema_in(old, new)
    for name in [item.on[1] for key, item in registry.objects.items() if key[:2] == ("table", old)]:
        registry.rename((old, name), (new, name))

    def change(key: Key, item: ObjectTexts) -> tuple[Key, ObjectTexts]:
        if item.on[0] != old:
            return key, _edit(item, edit)
        return (key[0], new, *key[2:]), _edit(ObjectTexts((new, item.on[1]), item.texts), edit)

    registry.change(change)


def _edit_others(key: Key, item: ObjectTexts, edit: Edit) -> ObjectTexts:
    """Edit what may name another relation: the query of a view, the policy of a table."""
    return _edit(item, edit) if key[0] in (*_OWN_TEXTS, "policy") else item


def _edit(item: ObjectTexts, edit: Edit) -> ObjectTexts:
    texts = {facet: text if facet in _WITHOUT_NAMES else edit(text) for facet, text in item.texts.items()}
    return ObjectTexts(item.on, texts)


def read_drop(source: SourceStatement, registry: TextRegistry) -> None:
    """Read DROP of a table, view, sequence, index, policy or schema. What CASCADE drops stays known, and unused."""
    kind = choice(source.node, "remove_type")
    for node in map(inner, source.node.objects):
        is_gone = _dropped_by(kind, node, registry)
        if is_gone:
            registry.drop(is_gone)


def _dropped_by(kind: str, node: Any, registry: TextRegistry) -> Callable[[Key, ObjectTexts], bool] | None:
    """Return the predicate for the objects that a DROP removes; None for kinds without texts."""
    if kind == "OBJECT_SCHEMA":
        return lambda key, item: key[1] == node.sval
    if kind in ("OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_SEQUENCE"):
        on = _resolve(names(node.items), registry)
        return lambda key, item: item.on == on
    if kind == "OBJECT_INDEX":
        index = ("index", *_resolve(names(node.items), registry))
        return lambda key, item: key == index
    if kind == "OBJECT_POLICY":
        *words, last = names(node.items)
        policy = ("policy", *_resolve(words, registry), last)
        return lambda key, item: key == policy
    return None


def _resolve(words: Sequence[str], registry: TextRegistry) -> Relation:
    return registry.resolve(words[-2] if len(words) > 1 else "", words[-1])

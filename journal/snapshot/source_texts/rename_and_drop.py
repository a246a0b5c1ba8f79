"""RENAME, SET SCHEMA and DROP: texts go where their object goes, and say the new names."""

from collections.abc import Callable
from typing import Any

from journal.catalog.values import Key
from journal.snapshot.source_texts import new_names as renamed
from journal.snapshot.source_texts.new_names import Edit
from journal.snapshot.source_texts.source import SourceStatement
from journal.snapshot.source_texts.text_registry import ObjectTexts, Relation, TextRegistry
from journal.sql.tree import choice, inner, names

_OWN = ("table", "view", "materialized view")
_NO_NAMES = (
    "type", "hand", "anew", "key", "was_key",
    "not_null", "with", "concurrently", "to", "tablespace", "name", "row_security", "cycle",
)  # fmt: skip


def rename(source: SourceStatement, held: TextRegistry) -> None:
    """ALTER … RENAME."""
    node, kind = source.node, choice(source.node, "rename_type")
    if kind == "OBJECT_SCHEMA":
        _schema(node.subname, node.newname, held)
    elif node.HasField("relation"):
        on = held.found(node.relation.schemaname, node.relation.relname)
        if kind == "OBJECT_COLUMN":
            _column(on, (node.subname, node.newname), held)
        elif kind in ("OBJECT_TABCONSTRAINT", "OBJECT_POLICY"):
            _within("policy" if kind == "OBJECT_POLICY" else "constraint", on, (node.subname, node.newname), held)
        else:
            _relation(on, (on[0], node.newname), held)


def set_schema(source: SourceStatement, held: TextRegistry) -> None:
    """ALTER … SET SCHEMA."""
    if source.node.HasField("relation"):
        on = held.found(source.node.relation.schemaname, source.node.relation.relname)
        _relation(on, (source.node.newschema, on[1]), held)


def _within(kind: str, on: Relation, names: tuple[str, str], held: TextRegistry) -> None:
    old, new = names
    found = held.objects.pop((kind, *on, old), None)
    if found:
        held.objects[(kind, *on, new)] = _of_other_name(found)


def _relation(old: Relation, new: Relation, held: TextRegistry) -> None:
    """A table, a view or an index. `ALTER TABLE` renames each of them."""
    if ("index", *old) in held.objects and not any((kind, *old) in held.objects for kind in _OWN):
        held.objects[("index", *new)] = _of_other_name(held.objects.pop(("index", *old)))
        return
    held.rename(old, new)
    here, elsewhere = (renamed.of_relation(old, new, here=is_here) for is_here in (True, False))

    def moved(key: Key, one: ObjectTexts) -> tuple[Key, ObjectTexts]:
        if one.on != old:
            return key, _elsewhere(key, one, elsewhere)
        names = (new[0], key[2]) if key[0] == "index" else (*new, *key[3:])
        return (key[0], *names), _edited(ObjectTexts(new, one.texts), here)

    held.change(moved)


def _column(on: Relation, names: tuple[str, str], held: TextRegistry) -> None:
    old, new = names
    here, elsewhere = (renamed.of_column(on, old, new, here=is_here) for is_here in (True, False))

    def moved(key: Key, one: ObjectTexts) -> tuple[Key, ObjectTexts]:
        if one.on != on:
            return key, _elsewhere(key, one, elsewhere)
        return ("column", *on, new) if key == ("column", *on, old) else key, _edited(one, here)

    held.change(moved)


def _schema(old: str, new: str, held: TextRegistry) -> None:
    held.path = tuple(new if one == old else one for one in held.path)
    edit = renamed.of_schema(old, new)
    for name in [one.on[1] for key, one in held.objects.items() if key[:2] == ("table", old)]:
        held.rename((old, name), (new, name))

    def moved(key: Key, one: ObjectTexts) -> tuple[Key, ObjectTexts]:
        if one.on[0] != old:
            return key, _edited(one, edit)
        return (key[0], new, *key[2:]), _edited(ObjectTexts((new, one.on[1]), one.texts), edit)

    held.change(moved)


def _of_other_name(one: ObjectTexts) -> ObjectTexts:
    return ObjectTexts(one.on, {facet: said for facet, said in one.texts.items() if facet != "name"})


def _elsewhere(key: Key, one: ObjectTexts, edit: Edit) -> ObjectTexts:
    """What belongs to another relation may still name this one: the query of a view, the policy of a table."""
    return _edited(one, edit) if key[0] in (*_OWN, "policy") else one


def _edited(one: ObjectTexts, edit: Edit) -> ObjectTexts:
    texts = {facet: said if facet in _NO_NAMES else edit(said) for facet, said in one.texts.items()}
    return ObjectTexts(one.on, texts)


def drop(source: SourceStatement, held: TextRegistry) -> None:
    """DROP of a table, view, index, policy or schema. What CASCADE takes away besides stays known, and is not asked."""
    find = _GONE.get(choice(source.node, "remove_type"))
    if find:
        for node in source.node.objects:
            held.drop(find(inner(node), held))


_Goes = Callable[[Key, ObjectTexts], bool]


def _gone_relation(node: Any, held: TextRegistry) -> _Goes:
    on = _found(names(node.items), held)
    return lambda key, one: one.on == on


def _gone_index(node: Any, held: TextRegistry) -> _Goes:
    gone = ("index", *_found(names(node.items), held))
    return lambda key, one: key == gone


def _gone_policy(node: Any, held: TextRegistry) -> _Goes:
    *words, last = names(node.items)
    gone = ("policy", *_found(words, held), last)
    return lambda key, one: key == gone


def _gone_schema(node: Any, held: TextRegistry) -> _Goes:
    return lambda key, one: key[1] == node.sval


def _found(words: Any, held: TextRegistry) -> Relation:
    return held.found(words[-2] if len(words) > 1 else "", words[-1])


_GONE: dict[str, Callable[[Any, TextRegistry], _Goes]] = {
    "OBJECT_TABLE": _gone_relation,
    "OBJECT_VIEW": _gone_relation,
    "OBJECT_MATVIEW": _gone_relation,
    "OBJECT_SEQUENCE": _gone_relation,
    "OBJECT_INDEX": _gone_index,
    "OBJECT_POLICY": _gone_policy,
    "OBJECT_SCHEMA": _gone_schema,
}

"""RENAME, SET SCHEMA and DROP: texts go where their object goes, and say the new names."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from journal.catalog.quoting import name as quoted
from journal.catalog.quoting import shown
from journal.catalog.values import Key
from journal.rules.tree import choice, inner, names
from journal.snapshot.texts.held import Held, Relation, Written
from journal.snapshot.texts.made import Source
from journal.snapshot.texts.scanned import Scanned

_OWN = ("table", "view", "materialized view")


def rename(source: Source, held: Held) -> None:
    """ALTER … RENAME."""
    node, kind = source.node, choice(source.node, "rename_type")
    if kind == "OBJECT_SCHEMA":
        _schema(node.subname, node.newname, held)
    elif node.HasField("relation"):
        on = held.found(node.relation.schemaname, node.relation.relname)
        if kind == "OBJECT_COLUMN":
            _column(on, node.subname, node.newname, held)
        elif kind in ("OBJECT_TABCONSTRAINT", "OBJECT_POLICY"):
            _within("policy" if kind == "OBJECT_POLICY" else "constraint", on, (node.subname, node.newname), held)
        else:
            _relation(on, (on[0], node.newname), held)


def set_schema(source: Source, held: Held) -> None:
    """ALTER … SET SCHEMA."""
    if source.node.HasField("relation"):
        on = held.found(source.node.relation.schemaname, source.node.relation.relname)
        _relation(on, (source.node.newschema, on[1]), held)


def _within(kind: str, on: Relation, names: tuple[str, str], held: Held) -> None:
    old, new = names
    found = held.objects.pop((kind, *on, old), None)
    if found:
        held.objects[(kind, *on, new)] = found


def _relation(old: Relation, new: Relation, held: Held) -> None:
    """A table, a view or an index. `ALTER TABLE` renames each of them."""
    if ("index", *old) in held.objects and not any((kind, *old) in held.objects for kind in _OWN):
        held.objects[("index", *new)] = held.objects.pop(("index", *old))
        return
    edit = _Edit(old, new)

    def moved(key: Key, one: Written) -> tuple[Key, Written]:
        if one.on != old:
            return key, edit.elsewhere(key, one)
        names = (new[0], key[2]) if key[0] == "index" else (*new, *key[3:])
        return (key[0], *names), Written(new, {facet: edit.text(text) for facet, text in one.texts.items()})

    held.change(moved)


def _column(on: Relation, old: str, new: str, held: Held) -> None:
    edit = _Edit(on, on, column=(old, new))

    def moved(key: Key, one: Written) -> tuple[Key, Written]:
        if one.on != on:
            return key, edit.elsewhere(key, one)
        here = ("column", *on, new) if key == ("column", *on, old) else key
        return here, Written(on, {facet: edit.text(text) for facet, text in one.texts.items()})

    held.change(moved)


def _schema(old: str, new: str, held: Held) -> None:
    held.path = tuple(new if one == old else one for one in held.path)

    def moved(key: Key, one: Written) -> tuple[Key, Written]:
        texts = {facet: _Edit((old, ""), (new, "")).text(text) for facet, text in one.texts.items()}
        if one.on[0] != old:
            return key, Written(one.on, texts)
        return (key[0], new, *key[2:]), Written((new, one.on[1]), texts)

    held.change(moved)


@dataclass(frozen=True)
class _Edit:
    """Names in a text as they are from now on. It goes by tokens only: whether the text still means what it should is
    for the server to say. `column`: its old name and its new one, else the relation itself is what is renamed."""

    old: Relation
    new: Relation
    column: tuple[str, str] | None = None

    def elsewhere(self, key: Key, one: Written) -> Written:
        """What belongs to another relation may still name this one: the query of a view, the policy of a table."""
        if key[0] in (*_OWN, "policy") and any(self._named(text) for text in one.texts.values()):
            return Written(one.on, {facet: self.text(text) for facet, text in one.texts.items()})
        return one

    def _named(self, text: str) -> bool:
        return (self.old[1] or self.old[0]) in text

    def text(self, text: str) -> str:
        """The text with the new names."""
        words = (self.column or (self.old[1],))[0]
        if words not in text and self.old[0] not in text:
            return text
        scanned, parts, end = Scanned(text.encode()), [], 0
        for place, (_, first, last) in enumerate(scanned.tokens):
            new = self._renamed(scanned, place)
            if new is not None:
                parts += [scanned.raw[end:first], new.encode()]
                end = last
        return b"".join([*parts, scanned.raw[end:]]).decode()

    def _renamed(self, scanned: Scanned, place: int) -> str | None:
        """What a token says from now on, where it names what is renamed; quoted as it was."""
        said = scanned.text(place, place + 1)
        before, after = scanned.word(place - 1) if place else "", scanned.word(place + 1)
        if self.column:
            is_it, new = _is(said, self.column[0]) and after not in (".", "("), self.column[1]
        elif self.old[1] and self.old[1] != self.new[1]:
            is_it, new = _is(said, self.old[1]) and after != "(" and (before != "." or after == "."), self.new[1]
            is_it = is_it or (_is(said, self.old[1]) and before == "." and _is(_word(scanned, place - 2), self.old[0]))
        else:
            is_it = _is(said, self.old[0]) and after == "." and self._is_next(scanned, place + 2)
            new = self.new[0]
        return (quoted(new) if said.startswith('"') else shown((new,))) if is_it else None

    def _is_next(self, scanned: Scanned, place: int) -> bool:
        return not self.old[1] or _is(_word(scanned, place), self.old[1])


def _word(scanned: Scanned, place: int) -> str:
    return scanned.text(place, place + 1) if 0 <= place < len(scanned.tokens) else ""


def _is(said: str, name: str) -> bool:
    """Whether a token is this name, quoted or not."""
    return said == quoted(name) or (said.lower() == name and not said.startswith(("'", '"')))


def drop(source: Source, held: Held) -> None:
    """DROP of a table, view, index, policy or schema. What CASCADE takes away besides stays known, and is not asked."""
    kind = choice(source.node, "remove_type")
    find = _GONE.get(kind)
    for node in source.node.objects if find else ():
        goes = find(inner(node), held) if find else None
        if goes:
            held.drop(goes)


_Goes = Callable[[Key, Written], bool]


def _gone_relation(node: Any, held: Held) -> _Goes:
    on = _found(names(node.items), held)
    return lambda key, one: one.on == on and (key[0] in (*_OWN, "index") or key[1:3] == on)


def _gone_index(node: Any, held: Held) -> _Goes:
    gone = ("index", *_found(names(node.items), held))
    return lambda key, one: key == gone


def _gone_policy(node: Any, held: Held) -> _Goes:
    *words, last = names(node.items)
    gone = ("policy", *_found(words, held), last)
    return lambda key, one: key == gone


def _gone_schema(node: Any, held: Held) -> _Goes:
    return lambda key, one: key[1] == node.sval


def _found(words: Any, held: Held) -> Relation:
    return held.found(words[-2] if len(words) > 1 else "", words[-1])


_GONE: dict[str, Callable[[Any, Held], _Goes]] = {
    "OBJECT_TABLE": _gone_relation,
    "OBJECT_VIEW": _gone_relation,
    "OBJECT_MATVIEW": _gone_relation,
    "OBJECT_INDEX": _gone_index,
    "OBJECT_POLICY": _gone_policy,
    "OBJECT_SCHEMA": _gone_schema,
}

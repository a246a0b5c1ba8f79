"""The same thing under another name: which objects of two schemas belong together though their names differ. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from journal.catalog.values import Key, Object, Schema, Sequence, Statistics

_NAMED_FREELY = ("constraint", "index", "sequence", "statistics", "domain constraint")
"""Kinds whose names PostgreSQL makes up where none is given, and whose name changes no result."""


@dataclass(frozen=True)
class Renamed:
    """`keys`: the key on the actual side -> the key on the expected side."""

    keys: Mapping[Key, Key]

    def expected(self, key: Key) -> Key:
        """What an actual key is called on the expected side: also that of a renamed object's comment or grant."""
        if not self.keys:
            return key
        if key[0] == "comment":
            return ("comment", *self.keys.get(key[1:], key[1:]))
        if key[0] == "grant":
            return ("grant", *self.keys.get(key[1:-2], key[1:-2]), *key[-2:])
        return self.keys.get(key, key)

    def index(self, schema: str, text: str) -> str:
        """An index, maybe after USING INDEX, or the constraint that made it, as the expected side names it."""
        head, _, old = text.rpartition(" ")
        for key, new in self.keys.items():
            if key[0] in ("index", "constraint") and key[1] == schema and key[-1] == old:
                return f"{head} {new[-1]}".strip()
        return text


def renamed(expected: Schema, actual: Schema) -> Renamed:
    """Pair what is left over on both sides and says the same."""
    found: dict[Key, Key] = {}
    for kind in _NAMED_FREELY:
        left, right = _leftovers(expected, actual, kind), _leftovers(actual, expected, kind)
        for likeness, keys in left.items():
            found.update(zip(right.get(likeness, []), keys, strict=False))
    return Renamed(found)


def _leftovers(schema: Schema, other: Schema, kind: str) -> Mapping[tuple[object, ...], list[Key]]:
    found: dict[tuple[object, ...], list[Key]] = {}
    alone = [key for key in schema.objects if key[0] == kind and key not in other.objects]
    for key in sorted(alone):
        one = schema.objects[key]
        if not (isinstance(one, Sequence) and one.owner is None):
            found.setdefault(_likeness(one), []).append(key)
    return found


def _likeness(one: Object) -> tuple[object, ...]:
    """All that an object says but its own name; of a sequence only whose it is, for its options are facets."""
    if isinstance(one, Statistics):
        return (one.schema, one.definition.partition(" ON ")[2])
    if isinstance(one, Sequence):
        return (one.schema, one.owner)
    return tuple(getattr(one, field.name) for field in fields(one) if field.name != "name")

"""Objects of two schemas that are the same although their names differ, and the statement that renames one. Pure."""

from collections.abc import Mapping
from dataclasses import fields

from journal.catalog.quoting import quoted
from journal.catalog.types_functions_grants import DomainConstraint
from journal.catalog.values import Constraint, Key, Object, Schema, Sequence, Statistics
from journal.dataclass import dataclass

_RENAMEABLE = ("constraint", "index", "sequence", "statistics", "domain constraint")
"""The kinds that PostgreSQL names by itself where a statement has no name, and whose names change no result."""


@dataclass(frozen=True)
class Renamed:
    """`keys`: the expected key by the actual key."""

    keys: Mapping[Key, Key]

    def expected(self, key: Key) -> Key:
        """Return the expected key of an actual one, also for a comment or a grant on a renamed object."""
        if not self.keys:
            return key
        if key[0] == "comment":
            return ("comment", *self.keys.get(key[1:], key[1:]))
        if key[0] == "grant":
            return ("grant", *self.keys.get(key[1:-2], key[1:-2]), *key[-2:])
        return self.keys.get(key, key)

    def index(self, schema: str, text: str) -> str:
        """Return a table's index with its expected name. `text`: the actual name, maybe after USING INDEX."""
        head, _, old = text.rpartition(" ")
        for key, new in self.keys.items():
            if key[0] in ("index", "constraint") and key[1] == schema and key[-1] == old:
                return f"{head} {new[-1]}".strip()
        return text


def renamed(expected: Schema, actual: Schema) -> Renamed:
    """Pair the objects that only one side has and that are equal except for the name."""
    found: dict[Key, Key] = {}
    for kind in _RENAMEABLE:
        missing, extra = _only_in(expected, actual, kind), _only_in(actual, expected, kind)
        for content, keys in missing.items():
            found.update(zip(extra.get(content, []), keys, strict=False))
    return Renamed(found)


def _only_in(schema: Schema, other: Schema, kind: str) -> Mapping[tuple[object, ...], list[Key]]:
    """Return the keys that the other schema lacks, by everything of their objects except the name.

    Of a sequence only the owner counts: its options can be altered. One without owner is never renamed.
    """
    found: dict[tuple[object, ...], list[Key]] = {}
    for key in sorted(key for key in schema.objects if key[0] == kind and key not in other.objects):
        item = schema.objects[key]
        content: tuple[object, ...]
        if isinstance(item, Statistics):
            content = (item.schema, item.definition.partition(" ON ")[2])
        elif isinstance(item, Sequence):
            content = (item.schema, item.owner)
        else:
            content = tuple(getattr(item, field.name) for field in fields(item) if field.name != "name")
        if not (isinstance(item, Sequence) and item.owner is None):
            found.setdefault(content, []).append(key)
    return found


def rename(actual: Object, new: str) -> str:
    """Return the ALTER … RENAME statement, with a semicolon. It only locks for a moment and rewrites nothing."""
    if isinstance(actual, Constraint):
        owner = f"TABLE {quoted(actual.schema, actual.table)}"
    elif isinstance(actual, DomainConstraint):
        owner = f"DOMAIN {quoted(actual.schema, actual.domain)}"
    else:
        return f"ALTER {actual.kind.upper()} {quoted(*actual.key[1:])} RENAME TO {quoted(new)};"
    return f"ALTER {owner} RENAME CONSTRAINT {quoted(actual.name)} TO {quoted(new)};"

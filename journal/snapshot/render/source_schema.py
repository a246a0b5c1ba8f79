"""What there is to say a snapshot from: the catalog's values, and the texts of the files. No words of drizzle."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TypeVar

from journal.catalog.values import Key, Object, Schema
from journal.snapshot.render.sql import bare

Texts = Mapping[tuple[Key, str], str]
"""What the files say, by object and facet: `name`, `default`, `type`, `not_null`, `generated`, `check`, `where`,
`with`, `concurrently`, `column:0`, `using`, `with_check`, `to`, `definition`, `tablespace`, each of which may be
missing; and `hand`, `anew`, `was_key`, `row_security` and `cycle`, as `TextsSoFar.of` has them."""

Names = tuple[str, str]
"""A schema and a table."""

_Kind = TypeVar("_Kind", bound=Object)
_OF_TABLES = ("column", "constraint", "index", "policy")
_table = attrgetter("schema", "table")


@dataclass(frozen=True)
class SchemaTexts:
    """A schema and its texts. `parts`: what belongs to each of the tables that are asked for, by its kind."""

    schema: Schema
    texts: Texts
    parts: Mapping[Names, Mapping[str, list[Object]]] = field(default_factory=dict)

    def text(self, key: Key, facet: str) -> str | None:
        """What the files say of an object, where they say it."""
        return self.texts.get((key, facet))

    def name(self, key: Key) -> str:
        """The name of an object: PostgreSQL cuts it after 63 bytes, drizzle-kit does not."""
        text = self.text(key, "name")
        return bare(text) if text else key[-1]

    def of(self, names: Names, kind: type[_Kind]) -> list[_Kind]:
        """The parts of a table that are of a kind, by name; columns in their places."""
        found = [one for one in self.parts.get(names, {}).get(kind.kind, ()) if isinstance(one, kind)]
        return sorted(found, key=lambda one: one.key)


def told(schema: Schema, texts: Texts, tables: set[Names] | None) -> SchemaTexts:
    """The parts of these tables laid out; of all where it is None."""
    parts: dict[Names, dict[str, list[Object]]] = {}
    for kind in _OF_TABLES:
        found = schema.by_kind.get(kind, ())
        for names, one in zip(map(_table, found), found, strict=True):
            if tables is None or names in tables:
                parts.setdefault(names, {}).setdefault(kind, []).append(one)
    return SchemaTexts(schema, texts, parts)

"""What a snapshot is rendered from: the values of the catalog, and the texts of the files."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from operator import attrgetter
from typing import TypeVar

from journal.catalog.values import Key, Object, Schema
from journal.dataclass import dataclass

Texts = Mapping[tuple[Key, str], str]
"""Texts of the files, by object and facet, which `TextRegistry` lists; each may be missing."""

Names = tuple[str, str]
"""A schema and a table."""

_Kind = TypeVar("_Kind", bound=Object)


@dataclass(frozen=True)
class SchemaTexts:
    """A schema and its texts."""

    schema: Schema
    texts: Texts

    @cached_property
    def parts(self) -> Mapping[Names, Mapping[str, list[Object]]]:
        """The columns, constraints, indexes and policies of each table, by kind."""
        parts: dict[Names, dict[str, list[Object]]] = {}
        names_of = attrgetter("schema", "table")
        for kind in ("column", "constraint", "index", "policy"):
            for item in self.schema.by_kind.get(kind, ()):
                parts.setdefault(names_of(item), {}).setdefault(kind, []).append(item)
        return parts

    def text(self, key: Key, facet: str) -> str | None:
        """Return a text of an object, or None where the files have none."""
        return self.texts.get((key, facet))

    def name(self, key: Key) -> str:
        """Return the name of an object. PostgreSQL cuts it after 63 bytes, drizzle-kit does not."""
        text = self.text(key, "name")
        return bare(text) if text else key[-1]

    def of_table(self, names: Names, kind: type[_Kind]) -> list[_Kind]:
        """Return the parts of a table that are of a kind, by name."""
        found = [item for item in self.parts.get(names, {}).get(kind.kind, ()) if isinstance(item, kind)]
        return sorted(found, key=lambda item: item.key)

    def of_kind(self, kind: type[_Kind]) -> Iterator[_Kind]:
        """Yield the objects of a kind, by name and then schema. drizzle-kit orders them by the exports of schema.ts."""
        found = self.schema.by_kind.get(kind.kind, ())
        yield from sorted((item for item in found if isinstance(item, kind)), key=lambda item: item.key[:0:-1])


NAME = r'(?:"(?:[^"]|"")+"|[^\s".,()\[\]]+)'
_NAME = re.compile(NAME)
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]|[^'"()]+""")


def bare(word: str) -> str:
    """Return a name without its quotes."""
    return word[1:-1].replace('""', '"') if word.startswith('"') else word


def names(text: str) -> tuple[str, ...]:
    """Return the names in a list or in a qualified name."""
    return tuple(bare(word) for word in _NAME.findall(text))


def unbracketed(text: str) -> str:
    """Return an expression without the brackets around all of it."""
    text = text.strip()
    while text.startswith("("):
        depth = end = 0
        for found in _TOKEN.finditer(text):
            depth += {"(": 1, ")": -1}.get(found[0], 0)
            end = found.end()
            if depth == 0:
                break
        if depth or end != len(text):
            return text
        text = text[1:-1].strip()
    return text

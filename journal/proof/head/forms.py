"""How drizzle-kit itself tells what a rebuilt snapshot tells: the two forms of each object that is the same. Pure."""

from collections.abc import Callable, Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from journal.catalog.values import Key

Document = dict[str, Any]
Path = tuple[str, ...]
"""Where in a snapshot something stands, such as `("tables", "public.users", "columns", "id")`."""


@dataclass(frozen=True)
class Form:
    """One thing: where it stands, how it was rebuilt, and how `generate` says it."""

    path: Path
    rebuilt: Any
    told: Any


def forms(rebuilt: Document, told: Document, same: Collection[Key]) -> tuple[Form, ...]:
    """The forms of what is the same in both databases and is said differently.

    `rebuilt`: the snapshot after the last entry; `told`: that of `schema.ts`; `same`: the keys of the catalog's
    objects that are equal in both.
    """
    pairs = _Pairs(rebuilt, told, same)
    return tuple(one for one in pairs.all() if one.rebuilt != one.told)


def retold(snapshot: Document, known: Collection[Form]) -> Document:
    """The snapshot with drizzle-kit's own form of all that it says just as the last one does."""
    result = deepcopy(snapshot)
    for one in known:
        *way, last = one.path
        holder = _at(result, way)
        if holder is not None and last in holder and holder[last] == one.rebuilt:
            holder[last] = deepcopy(one.told)
    return result


def _at(document: Document, way: Collection[str]) -> Document | None:
    for key in way:
        found = document.get(key)
        if not isinstance(found, dict):
            return None
        document = found
    return document


@dataclass(frozen=True)
class _Pairs:
    rebuilt: Document
    told: Document
    same: Collection[Key]

    def all(self) -> Iterator[Form]:
        yield from self._each(("enums",), lambda name: ("enum", *_split(name)))
        yield from self._each(("sequences",), lambda name: ("sequence", *_split(name)))
        yield from self._each(("schemas",), lambda name: ("schema", name))
        yield from self._views()
        yield from self._each(("roles",), None)
        for name, table in self.rebuilt["tables"].items():
            if name in self.told["tables"]:
                yield from self._table(name, table)
        if self.rebuilt["policies"].keys() == self.told["policies"].keys() and self._all_policies():
            yield Form(("policies",), self.rebuilt["policies"], self.told["policies"])

    def _all_policies(self) -> bool:
        """Whether the policies that stand apart from their tables are the same; they are keyed by drizzle-kit alone."""
        return all(
            ("policy", one.get("schema") or "public", one["on"].rpartition(".")[2].strip('"'), one["name"]) in self.same
            for one in self.rebuilt["policies"].values()
            if one.get("on")
        )

    def _views(self) -> Iterator[Form]:
        for name, view in self.rebuilt["views"].items():
            kind = "materialized view" if view.get("materialized") else "view"
            if name in self.told["views"] and (kind, *_split(name)) in self.same:
                yield self._form(("views", name))

    def _each(self, way: Path, key: Callable[[str], Key] | None) -> Iterator[Form]:
        """All under a path that both have, and that the catalog says is the same; without `key`, all of them."""
        ours, theirs = _at(self.rebuilt, way) or {}, _at(self.told, way) or {}
        for name in ours.keys() & theirs.keys():
            if key is None or key(name) in self.same:
                yield self._form((*way, name))

    def _form(self, path: Path) -> Form:
        *way, last = path
        return Form(path, (_at(self.rebuilt, way) or {})[last], (_at(self.told, way) or {})[last])

    def _table(self, name: str, table: Mapping[str, Any]) -> Iterator[Form]:
        where, names = ("tables", name), _split(name)
        yield from self._columns(where, names, table)
        yield from self._each((*where, "indexes"), lambda one: ("index", names[0], one))
        for kind in ("foreignKeys", "uniqueConstraints", "checkConstraints"):
            yield from self._each((*where, kind), lambda one: ("constraint", *names, one))
        yield from self._each((*where, "policies"), lambda one: ("policy", *names, one))
        if ("table", *names) in self.same and self._policies_are_the_same(where, names):
            yield self._form((*where, "isRLSEnabled"))

    def _columns(self, where: Path, names: tuple[str, str], table: Mapping[str, Any]) -> Iterator[Form]:
        """The columns and the primary key, which may stand with its column or apart, and is told as one."""
        same_key = self._has_same_key(names)
        for form in self._each((*where, "columns"), lambda one: ("column", *names, one)):
            if same_key:
                yield form
            else:
                yield Form(form.path, form.rebuilt, form.told | {"primaryKey": form.rebuilt["primaryKey"]})
        if same_key:
            yield self._form((*where, "compositePrimaryKeys"))

    def _has_same_key(self, names: tuple[str, str]) -> bool:
        return ("primary key", *names) in self.same

    def _policies_are_the_same(self, where: Path, names: tuple[str, str]) -> bool:
        ours, theirs = _at(self.rebuilt, (*where, "policies")) or {}, _at(self.told, (*where, "policies")) or {}
        return ours.keys() == theirs.keys() and all(("policy", *names, one) in self.same for one in ours)


def _split(name: str) -> tuple[str, str]:
    """`public.users` -> its schema and its name; a dot in either is not told apart from the one between."""
    schema, _, rest = name.partition(".")
    return schema, rest

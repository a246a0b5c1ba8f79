"""How drizzle-kit itself tells what a rebuilt snapshot tells: the two forms of each object that is the same. Pure."""

from collections.abc import Callable, Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from journal.catalog.values import Key

Document = dict[str, Any]
Path = tuple[str, ...]
"""Where in a snapshot something stands, such as `("tables", "public.users", "columns", "id")`."""


_LONGEST = 63  # NAMEDATALEN - 1


@dataclass(frozen=True)
class Form:
    """One thing: where it stands, how it was rebuilt, and how `generate` says it.

    `name`: what it is called there, which is another name where PostgreSQL has cut it.
    """

    path: Path
    rebuilt: Any
    told: Any
    name: str


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
            changed = {one.name if key == last else key: value for key, value in holder.items()}
            holder.clear()
            holder.update(changed)
            holder[one.name] = deepcopy(one.told)
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
        for name, table in self.rebuilt["tables"].items():
            if name in self.told["tables"]:
                yield from self._table(name, table)
        if self.rebuilt["policies"].keys() == self.told["policies"].keys() and self._all_policies():
            yield self._form(("policies",))

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

    def _each(self, way: Path, key: Callable[[str], Key]) -> Iterator[Form]:
        """All under a path that both have, and that the catalog says is the same."""
        ours = _at(self.rebuilt, way) or {}
        known = {_cut(name): name for name in _at(self.told, way) or {}}
        for name in ours:
            if _cut(name) in known and key(_cut(name)) in self.same:
                yield self._form((*way, name), known[_cut(name)])

    def _form(self, path: Path, told_as: str | None = None) -> Form:
        *way, last = path
        name = told_as or last
        return Form(path, (_at(self.rebuilt, way) or {})[last], (_at(self.told, way) or {})[name], name)

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
                yield replace(form, told=form.told | {"primaryKey": form.rebuilt["primaryKey"]})
        if same_key:
            yield self._form((*where, "compositePrimaryKeys"))

    def _has_same_key(self, names: tuple[str, str]) -> bool:
        return ("primary key", *names) in self.same

    def _policies_are_the_same(self, where: Path, names: tuple[str, str]) -> bool:
        ours, theirs = _at(self.rebuilt, (*where, "policies")) or {}, _at(self.told, (*where, "policies")) or {}
        return ours.keys() == theirs.keys() and all(("policy", *names, one) in self.same for one in ours)


def _cut(name: str) -> str:
    """A name as PostgreSQL keeps it: 63 bytes at most, and no half of a character."""
    return name.encode()[:_LONGEST].decode("utf-8", "ignore")


def _split(name: str) -> tuple[str, str]:
    """`public.users` -> its schema and its name; a dot in either is not told apart from the one between."""
    schema, _, rest = name.partition(".")
    return schema, rest

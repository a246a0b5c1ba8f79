"""The form that drizzle-kit gives to an object in a snapshot, where the object equals that of `schema.ts`. Pure."""

from collections.abc import Callable, Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from journal.catalog.values import Key
from journal.dataclass import dataclass

Document = dict[str, Any]
Path = tuple[str, ...]
"""A place in a snapshot, such as `("tables", "public.users", "columns", "id")`."""

_LONGEST_NAME = 63  # NAMEDATALEN - 1


@dataclass(frozen=True)
class Form:
    """One object: its place, its value in the rebuilt snapshot, and its value in that of `generate`.

    `name`: the last part of the path in the snapshot of `generate`; another name where PostgreSQL has cut it.
    """

    path: Path
    rebuilt: Any
    generated: Any
    name: str


def differing_forms(rebuilt: Document, generated: Document, equal: Collection[Key]) -> tuple[Form, ...]:
    """Return the forms of the objects that are equal in both databases and differ in the snapshots.

    `rebuilt`: the snapshot after the last entry; `generated`: that of `schema.ts`; `equal`: keys of equal objects.
    """
    return tuple(form for form in _Pairs(rebuilt, generated, equal).all() if form.rebuilt != form.generated)


def with_kit_forms(snapshot: Document, forms: Collection[Form]) -> Document:
    """Return a snapshot with drizzle-kit's form of every object that it has in the same rebuilt form."""
    result = deepcopy(snapshot)
    for form in forms:
        *parents, last = form.path
        holder = _value_at(result, parents)
        if holder is not None and last in holder and holder[last] == form.rebuilt:
            renamed = {form.name if key == last else key: value for key, value in holder.items()}
            holder.clear()
            holder.update(renamed)
            holder[form.name] = deepcopy(form.generated)
    return result


def _value_at(document: Document, path: Collection[str]) -> Document | None:
    for key in path:
        found = document.get(key)
        if not isinstance(found, dict):
            return None
        document = found
    return document


@dataclass(frozen=True)
class _Pairs:
    rebuilt: Document
    generated: Document
    equal: Collection[Key]

    def all(self) -> Iterator[Form]:
        yield from self._members(("enums",), lambda name: ("enum", *_schema_and_name(name)))
        yield from self._members(("sequences",), lambda name: ("sequence", *_schema_and_name(name)))
        yield from self._members(("schemas",), lambda name: ("schema", name))
        for name, view in self.rebuilt["views"].items():
            kind = "materialized view" if view.get("materialized") else "view"
            if name in self.generated["views"] and (kind, *_schema_and_name(name)) in self.equal:
                yield self._form(("views", name))
        for name, table in self.rebuilt["tables"].items():
            if name in self.generated["tables"]:
                yield from self._table(name, table)
        # Policies outside of tables, which only drizzle-kit names by a key of their own.
        ours, theirs = self.rebuilt["policies"], self.generated["policies"]
        if ours.keys() == theirs.keys() and all(
            ("policy", one.get("schema") or "public", one["on"].rpartition(".")[2].strip('"'), one["name"])
            in self.equal
            for one in ours.values()
            if one.get("on")
        ):
            yield self._form(("policies",))

    def _members(self, path: Path, key_of: Callable[[str], Key]) -> Iterator[Form]:
        """Yield the members of a path that both snapshots have and that are equal in the catalog."""
        generated_names = {_cut(name): name for name in _value_at(self.generated, path) or {}}
        for name in _value_at(self.rebuilt, path) or {}:
            if _cut(name) in generated_names and key_of(_cut(name)) in self.equal:
                yield self._form((*path, name), generated_names[_cut(name)])

    def _form(self, path: Path, generated_name: str | None = None) -> Form:
        *parents, last = path
        name = generated_name or last
        ours, theirs = _value_at(self.rebuilt, parents) or {}, _value_at(self.generated, parents) or {}
        return Form(path, ours[last], theirs[name], name)

    def _table(self, name: str, table: Mapping[str, Any]) -> Iterator[Form]:
        path, names = ("tables", name), _schema_and_name(name)
        has_equal_key = ("primary key", *names) in self.equal
        for form in self._members((*path, "columns"), lambda column: ("column", *names, column)):
            if has_equal_key:
                yield form
            else:  # a primary key is written with its column or apart from it
                yield replace(form, generated=form.generated | {"primaryKey": form.rebuilt["primaryKey"]})
        if has_equal_key:
            yield self._form((*path, "compositePrimaryKeys"))
        yield from self._members((*path, "indexes"), lambda index: ("index", names[0], index))
        for part in ("foreignKeys", "uniqueConstraints", "checkConstraints"):
            yield from self._members((*path, part), lambda constraint: ("constraint", *names, constraint))
        yield from self._members((*path, "policies"), lambda policy: ("policy", *names, policy))
        ours, theirs = table["policies"], _value_at(self.generated, (*path, "policies")) or {}
        has_equal_policies = ours.keys() == theirs.keys() and all(("policy", *names, one) in self.equal for one in ours)
        if ("table", *names) in self.equal and has_equal_policies:
            yield self._form((*path, "isRLSEnabled"))


def _cut(name: str) -> str:
    """Return a name as PostgreSQL stores it: at most 63 bytes, without half a character."""
    return name.encode()[:_LONGEST_NAME].decode("utf-8", "ignore")


def _schema_and_name(name: str) -> tuple[str, str]:
    """Split `public.users`; a dot within the schema or the name cannot be distinguished from the one between them."""
    schema, _, rest = name.partition(".")
    return schema, rest

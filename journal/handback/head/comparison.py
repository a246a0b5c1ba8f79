"""DECIDE. The replayed schema against that of `schema.ts`: what is the same, and what differs, maybe by name."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from journal.catalog.compare import compare
from journal.catalog.difference import Difference, Weight
from journal.catalog.exclusions import matching, own_objects, unused_patterns, without
from journal.catalog.values import Column, Constraint, Key, Object, Role, Schema
from journal.catalog.values import Sequence as Numbers
from journal.handback.head.database import ExpectedSchema
from journal.handback.head.equal_defaults import with_their_defaults
from journal.handback.head.expressible import aligned, sayable
from journal.handback.head.forms import Document, Form, forms
from journal.project.settings import Ledger


@dataclass(frozen=True)
class Scope:
    """What drizzle-kit is to know. `ignore` are patterns such as `public.audit_*`.

    `schemas` and `tables` are `schemaFilter` and `tablesFilter` of drizzle.config, where they are said. What they leave
    out, and `schema.ts` does not say, is left out; `generate` itself heeds neither of them.
    """

    ledger: Ledger
    ignore: tuple[str, ...] = ()
    schemas: tuple[str, ...] | None = None
    tables: tuple[str, ...] = ()

    def applied(self, replayed: Schema, wanted: ExpectedSchema) -> tuple[Schema, Schema]:
        """Both sides as far as a `schema.ts` can say them, less what is left out."""
        is_out = self._is_out(wanted.snapshot)
        ours, theirs = (without(sayable(one), is_out) for one in (replayed, wanted.schema))
        return with_their_defaults(aligned(ours, theirs), wanted.respelled), theirs

    def _is_out(self, said: Document) -> Callable[[Object], bool]:
        is_own, is_ignored = own_objects(self.ledger), matching(self.ignore)
        known = {_place(one) for part in ("tables", "views", "enums", "sequences") for one in said[part].values()}
        schemas = {schema for schema, _ in known} | {*said["schemas"]}

        def is_out(one: Object) -> bool:
            if is_own(one) or is_ignored(one):
                return True
            if one.key[1] not in schemas and not self._names_schema(one.key[1]):
                return True
            is_relation = one.kind in ("table", "view", "materialized view")
            return is_relation and one.key[1:] not in known and not self._names_table(one.key[2])

        return is_out

    def _names_schema(self, schema: str) -> bool:
        return self.schemas is None or any(fnmatchcase(schema, one) for one in self.schemas)

    def _names_table(self, table: str) -> bool:
        """As drizzle-kit's push and pull read it: `!` takes out, and without any other pattern the rest is in."""
        out = [one[1:] for one in self.tables if one.startswith("!")]
        in_ = [one for one in self.tables if not one.startswith("!")]
        if any(fnmatchcase(table, one) for one in out):
            return False
        return not in_ or any(fnmatchcase(table, one) for one in in_)


def _place(one: Document) -> tuple[str, str]:
    """Schema and name of something in a snapshot, where `public` may be empty."""
    return one.get("schema") or "public", one["name"]


@dataclass(frozen=True)
class Head:
    """The result. `differences` bring the replayed schema to that of `schema.ts`; `names` are those of names alone.

    `replayed` and `wanted` are what was compared, of what is `said`; `forms`: how `generate` says what is the same.
    `idle`: patterns to ignore that name nothing on either side.
    """

    said: ExpectedSchema
    replayed: Schema
    wanted: Schema
    differences: tuple[Difference, ...]
    forms: tuple[Form, ...]
    idle: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[Difference, ...]:
        """The same thing under another name."""
        return tuple(one for one in self.differences if one.weight is Weight.NAME)

    @property
    def real(self) -> tuple[Difference, ...]:
        """All others."""
        return tuple(one for one in self.differences if one.weight is Weight.REAL)


def head(replayed: Schema, wanted: ExpectedSchema, rebuilt: Document, scope: Scope) -> Head:
    """Compare the two. `rebuilt`: the snapshot that was rebuilt after the last entry."""
    ours, theirs = scope.applied(replayed, wanted)
    found = tuple(one for one in compare(theirs, ours) if one.weight in (Weight.REAL, Weight.NAME))
    same = forms(rebuilt, wanted.snapshot, set(_same(ours, theirs)))
    return Head(wanted, ours, theirs, found, same, tuple(unused_patterns(scope.ignore, [replayed, wanted.schema])))


def _same(ours: Schema, theirs: Schema) -> Iterator[Key]:
    """The keys of what is equal, and `("primary key", schema, table)` where the tables' keys are, or both have none."""
    unlike = {one.owner for one in _numbers(ours) if theirs.objects.get(one.key) != one}
    for key, one in ours.objects.items():
        if theirs.objects.get(key) == one and not (isinstance(one, Column) and key[1:] in unlike):
            yield key
    keys = [{_table(one): one for one in _keys(side)} for side in (ours, theirs)]
    for key in ours.objects:
        if key[0] == "table" and keys[0].get(key[1:]) == keys[1].get(key[1:]):
            yield ("primary key", *key[1:])


def _numbers(schema: Schema) -> Iterator[Numbers]:
    return (one for one in schema.objects.values() if isinstance(one, Numbers) and one.owner)


def _keys(schema: Schema) -> Iterator[Constraint]:
    return (one for one in schema.objects.values() if isinstance(one, Constraint) and one.type == "primary key")


def _table(one: Constraint) -> Key:
    return (one.schema, one.table)


def with_roles(snapshot: Document, told: Document, roles: Sequence[Role]) -> Document:
    """The last snapshot with the roles that `schema.ts` says and the server has, though no statement is seen to make.

    A DO block may have made them, or whoever set up the server: `generate` would make them once more.
    """
    there = {one.name: one for one in roles if one.name in told["roles"] and one.name not in snapshot["roles"]}
    return snapshot | {"roles": {**snapshot["roles"], **{name: _role(one) for name, one in there.items()}}}


def _role(one: Role) -> Document:
    return {
        "name": one.name, "createDb": one.creates_databases, "createRole": one.creates_roles, "inherit": one.inherits
    }  # fmt: skip


def pruned(snapshot: Document, replayed: Schema, kept: Schema) -> Document:
    """The snapshot less what was left out of the comparison: of what stands by itself, and of what hangs on a table."""
    gone = {key for key in replayed.objects if key not in kept.objects}
    result = dict(snapshot)
    for part, kinds in _PARTS.items():
        result[part] = {
            name: one for name, one in snapshot[part].items() if not any(_key(kind, name) in gone for kind in kinds)
        }
    return result


_PARTS = {
    "tables": ("table",), "enums": ("enum",), "sequences": ("sequence",), "schemas": ("schema",),
    "views": ("view", "materialized view"),
}  # fmt: skip


def _key(kind: str, name: str) -> Key:
    if kind == "schema":
        return (kind, name)
    schema, _, rest = name.partition(".")
    return (kind, schema, rest)

"""What a schema is made of: one frozen value for each object. Nothing here knows a database.

Texts are PostgreSQL's own normal forms, every name in them qualified. What a table's name, a role or a limit of the
platform says is read; what a run leaves behind (rows, OIDs, statistics) is not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import ClassVar

from journal.catalog.frozen import value
from journal.catalog.quoting import readable

Key = tuple[str, ...]
"""What names an object: its kind, then its names from the outside in, such as `("column", "public", "users", "id")`."""


@value(frozen=True, slots=True)
class Object:
    """What all objects have. `named_by` are the fields that name it; all others are compared."""

    kind: ClassVar[str]
    named_by: ClassVar[tuple[str, ...]] = ("schema", "name")
    _names: ClassVar[Callable[["Object"], Key]]

    def __init_subclass__(cls) -> None:
        # Two at least, for attrgetter gives no tuple of one.
        cls._names = attrgetter("kind", *cls.named_by)

    @property
    def key(self) -> Key:
        """The kind and the names."""
        return type(self)._names(self)

    @property
    def title(self) -> str:
        """The names as a person reads them: `public.users.email`."""
        return readable(self.key[1:])


@value(frozen=True, slots=True)
class Namespace(Object):
    """A schema, as SQL calls a namespace."""

    kind: ClassVar[str] = "schema"
    named_by: ClassVar[tuple[str, ...]] = ("name",)
    name: str


@value(frozen=True, slots=True)
class Extension(Object):
    """An extension. What it made is not read: its version says all of it."""

    kind: ClassVar[str] = "extension"
    named_by: ClassVar[tuple[str, ...]] = ("name",)
    name: str
    schema: str
    version: str


@value(frozen=True, slots=True)
class Collation(Object):
    """A collation. `definition` is what stands between the brackets of CREATE COLLATION."""

    kind: ClassVar[str] = "collation"
    schema: str
    name: str
    definition: str


@value(frozen=True, slots=True)
class Enum(Object):
    """An enum with its labels in their order."""

    kind: ClassVar[str] = "enum"
    schema: str
    name: str
    labels: tuple[str, ...]


@value(frozen=True, slots=True)
class Domain(Object):
    """A domain without its checks, which are objects of their own. `collation` is empty where it is the type's."""

    kind: ClassVar[str] = "domain"
    schema: str
    name: str
    type: str
    collation: str
    default: str | None
    not_null: bool


@value(frozen=True, slots=True)
class DomainConstraint(Object):
    """A check of a domain."""

    kind: ClassVar[str] = "domain constraint"
    named_by: ClassVar[tuple[str, ...]] = ("schema", "domain", "name")
    schema: str
    domain: str
    name: str
    definition: str


@value(frozen=True, slots=True)
class Composite(Object):
    """A composite type: each attribute as CREATE TYPE writes it, by its name."""

    kind: ClassVar[str] = "composite type"
    schema: str
    name: str
    attributes: tuple[tuple[str, str], ...]


@value(frozen=True, slots=True)
class Range(Object):
    """A range type. `definition` is what stands between the brackets of CREATE TYPE … AS RANGE."""

    kind: ClassVar[str] = "range type"
    schema: str
    name: str
    definition: str


@value(frozen=True, slots=True)
class Sequence(Object):
    """A sequence, also that of an identity column. `owner`: schema, table and column it goes with."""

    kind: ClassVar[str] = "sequence"
    schema: str
    name: str
    type: str
    start: int
    increment: int
    minimum: int
    maximum: int
    cache: int
    cycles: bool
    unlogged: bool
    owner: tuple[str, str, str] | None
    identity: bool


@value(frozen=True, slots=True)
class Table(Object):
    """A table without its columns, which are objects of their own.

    `parents` are what it inherits from, or is a partition of with this `bound`; `partition_key` is what it is
    partitioned by. `identified_by`: REPLICA IDENTITY, empty where it is the default. `foreign`: server and options.
    """

    kind: ClassVar[str] = "table"
    schema: str
    name: str
    unlogged: bool
    parents: tuple[tuple[str, str], ...]
    bound: str | None
    partition_key: str | None
    of_type: str
    access_method: str
    tablespace: str
    options: tuple[str, ...]
    row_security: bool
    forced_row_security: bool
    identified_by: str
    clustered_on: str
    foreign: tuple[str, ...]


@value(frozen=True, slots=True)
class Column(Object):
    """A column. `default` is also the expression of a generated one.

    `not_null`: empty, NOT NULL, and in 18 maybe NO INHERIT and NOT VALID after it.
    `generated`: empty, STORED or VIRTUAL; `identity`: empty, ALWAYS or BY DEFAULT. `storage`, `compression`,
    `collation` and `statistics` are empty where they are those of the type or the server. `inherited`: it came with a
    parent. `default` is `OWN_SEQUENCE` where it is the next value of the sequence that the column owns.
    """

    kind: ClassVar[str] = "column"
    named_by: ClassVar[tuple[str, ...]] = ("schema", "table", "name")
    schema: str
    table: str
    name: str
    type: str
    not_null: str
    default: str | None
    generated: str
    identity: str
    collation: str
    storage: str
    compression: str
    statistics: str
    options: tuple[str, ...]
    inherited: bool


OWN_SEQUENCE = "nextval(its own sequence)"


@value(frozen=True, slots=True)
class Constraint(Object):
    """A constraint of a table: primary, unique, foreign, check or exclude. NOT NULL belongs to the column.

    `options` and `tablespace` are those of the index that it made, and are not in its definition.
    """

    kind: ClassVar[str] = "constraint"
    named_by: ClassVar[tuple[str, ...]] = ("schema", "table", "name")
    schema: str
    table: str
    name: str
    type: str
    definition: str
    columns: tuple[str, ...]
    options: tuple[str, ...]
    tablespace: str


@value(frozen=True, slots=True)
class IndexKey:
    """One key of an index. `column` is its name, empty for an expression, which is in brackets where it needs them.

    `collation` is empty where it is the column's, or an expression's is the database's. `operator_class` is empty where
    it is a default one, qualified where it is not PostgreSQL's own; `parameters` are what stands in its brackets.
    """

    column: str
    expression: str
    collation: str
    operator_class: str
    parameters: tuple[str, ...]
    descending: bool
    nulls_first: bool
    statistics: str


@value(frozen=True, slots=True)
class Index(Object):
    """An index that no constraint made. `include` are the columns it only carries; an invalid one serves no query."""

    kind: ClassVar[str] = "index"
    schema: str
    name: str
    table: str
    unique: bool
    method: str
    keys: tuple[IndexKey, ...]
    include: tuple[str, ...]
    nulls_not_distinct: bool
    where: str | None
    options: tuple[str, ...]
    tablespace: str
    valid: bool


@value(frozen=True, slots=True)
class Statistics(Object):
    """Extended statistics."""

    kind: ClassVar[str] = "statistics"
    schema: str
    name: str
    definition: str
    target: int


@value(frozen=True, slots=True)
class View(Object):
    """A view. `columns`: name and type of each; `defaults`: those that ALTER VIEW gave a default."""

    kind: ClassVar[str] = "view"
    schema: str
    name: str
    definition: str
    options: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    defaults: tuple[tuple[str, str], ...]


@value(frozen=True, slots=True)
class MaterializedView(Object):
    """A materialised view. `populated`: whether it can be read; `settings`: what ALTER COLUMN said of its columns."""

    kind: ClassVar[str] = "materialized view"
    schema: str
    name: str
    definition: str
    options: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    settings: tuple[str, ...]
    access_method: str
    tablespace: str
    clustered_on: str
    populated: bool


@value(frozen=True, slots=True)
class Function(Object):
    """A function, procedure, aggregate or window function, as `word` says. `returns` is empty for a procedure.

    `arguments`: the types that tell it from others of its name; `signature`: with their names and modes, which
    CREATE OR REPLACE cannot change.
    """

    kind: ClassVar[str] = "function"
    named_by: ClassVar[tuple[str, ...]] = ("schema", "name", "arguments")
    schema: str
    name: str
    arguments: str
    signature: str
    word: str
    returns: str
    definition: str

    @property
    def title(self) -> str:
        """`public.add(integer, integer)`."""
        return f"{readable((self.schema, self.name))}({self.arguments})"


@value(frozen=True, slots=True)
class Trigger(Object):
    """A trigger. `enabled`: as ALTER TABLE says it, ENABLE, DISABLE, ENABLE REPLICA or ENABLE ALWAYS.

    `definition` is empty for the copy of a parent's trigger that a partition has, and that is not as the parent's.
    """

    kind: ClassVar[str] = "trigger"
    named_by: ClassVar[tuple[str, ...]] = ("schema", "table", "name")
    schema: str
    table: str
    name: str
    definition: str
    enabled: str


@value(frozen=True, slots=True)
class RewriteRule(Object):
    """A rewrite rule, but for the one that makes a view."""

    kind: ClassVar[str] = "rule"
    named_by: ClassVar[tuple[str, ...]] = ("schema", "table", "name")
    schema: str
    table: str
    name: str
    definition: str
    enabled: str


@value(frozen=True, slots=True)
class Policy(Object):
    """A row security policy."""

    kind: ClassVar[str] = "policy"
    named_by: ClassVar[tuple[str, ...]] = ("schema", "table", "name")
    schema: str
    table: str
    name: str
    permissive: bool
    command: str
    roles: tuple[str, ...]
    using: str | None
    check: str | None


@value(frozen=True, slots=True)
class EventTrigger(Object):
    """An event trigger. `function` is qualified; `tags` are the commands it fires for, all when empty."""

    kind: ClassVar[str] = "event trigger"
    named_by: ClassVar[tuple[str, ...]] = ("name",)
    name: str
    event: str
    function: str
    tags: tuple[str, ...]
    enabled: str


def _titled(key: Key) -> str:
    """A key as a person reads it: `column public.users.email`, `function public.add(integer, integer)`."""
    kind, *names = key
    return f"function {readable(names[:2])}({names[2]})" if kind == "function" else f"{kind} {readable(names)}"


@value(frozen=True, slots=True)
class Comment(Object):
    """The comment on an object of this schema."""

    kind: ClassVar[str] = "comment"
    named_by: ClassVar[tuple[str, ...]] = ("on",)
    on: Key
    text: str

    @property
    def key(self) -> Key:
        """Flat, as all keys."""
        return (self.kind, *self.on)

    @property
    def title(self) -> str:
        """`column public.users.email`."""
        return _titled(self.on)


@value(frozen=True, slots=True)
class Grant(Object):
    """One privilege of one role on one object, but for those that the object's owner has anyway."""

    kind: ClassVar[str] = "grant"
    named_by: ClassVar[tuple[str, ...]] = ("on", "grantee", "privilege")
    on: Key
    grantee: str
    privilege: str
    grantable: bool

    @property
    def key(self) -> Key:
        """Flat, as all keys."""
        return (self.kind, *self.on, self.grantee, self.privilege)

    @property
    def title(self) -> str:
        """`SELECT on table public.users to anon`."""
        return f"{self.privilege} on {_titled(self.on)} to {self.grantee}"


@value(frozen=True, slots=True)
class DefaultPrivilege(Object):
    """What ALTER DEFAULT PRIVILEGES gives on objects still to be made; `schema` is empty for all of them."""

    kind: ClassVar[str] = "default privilege"
    named_by: ClassVar[tuple[str, ...]] = ("schema", "objects", "grantee", "privilege")
    schema: str
    objects: str
    grantee: str
    privilege: str
    grantable: bool

    @property
    def title(self) -> str:
        """`SELECT on TABLES in public to anon`."""
        where = f" in {readable((self.schema,))}" if self.schema else ""
        return f"{self.privilege} on {self.objects}{where} to {self.grantee}"


@value(frozen=True, slots=True)
class Role:
    """A role. It belongs to the server and not to a database, and is in no Schema."""

    name: str
    creates_databases: bool
    creates_roles: bool
    inherits: bool


@dataclass(frozen=True)
class Schema:
    """All of a database's objects, by their keys.

    `needs`: what an object refers to, as far as it bears on the order in which they can be made. `owners` of objects
    bear on grants only. `positions`: a table's columns in their order. `unread`: how many objects there are of kinds
    that are not read, such as `operator`; a comparison is blind to them.
    """

    objects: Mapping[Key, Object]
    needs: Mapping[Key, frozenset[Key]] = field(default_factory=dict, compare=False)
    owners: Mapping[Key, str] = field(default_factory=dict, compare=False)
    positions: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    unread: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[Object, ...]]:
        """The objects of each kind."""
        found: dict[str, list[Object]] = {}
        for one in self.objects.values():
            found.setdefault(one.kind, []).append(one)
        return {kind: tuple(objects) for kind, objects in found.items()}

    @cached_property
    def owned(self) -> Mapping[tuple[str, str, str], "Sequence"]:
        """The sequence that goes with a column, by schema, table and column."""
        return {one.owner: one for one in self.by_kind.get("sequence", ()) if isinstance(one, Sequence) and one.owner}


EMPTY = Schema({("schema", "public"): Namespace("public")})
"""What a new database has."""

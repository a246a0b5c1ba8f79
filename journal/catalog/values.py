"""A schema, its tables and what belongs to them, one frozen value for each object. Nothing here knows a database.

Types, functions, extensions, comments and grants are in `types_functions_grants.py`.

Texts are PostgreSQL's own normal forms, with every name in them qualified. Rows, OIDs and statistics are not read.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import field
from functools import cached_property
from operator import attrgetter
from typing import ClassVar

from journal.catalog.quoting import readable
from journal.dataclass import dataclass

Key = tuple[str, ...]
"""What identifies an object: its kind, then its names, as in `("column", "public", "users", "id")`."""


@dataclass(frozen=True, slots=True)
class Object:
    """Any object. `named_by` are the fields of its key; all other fields are compared."""

    kind: ClassVar[str]
    named_by: ClassVar[tuple[str, ...]] = ("name",)
    _key_of: ClassVar[Callable[["Object"], Key]]

    def __init_subclass__(cls, kind: str = "") -> None:
        if kind:  # a dataclass with slots is created twice, the second time without arguments
            cls.kind = kind
        cls._key_of = attrgetter("kind", *cls.named_by)

    @property
    def key(self) -> Key:
        """The kind and the names."""
        return type(self)._key_of(self)

    @property
    def title(self) -> str:
        """The names as a person reads them: `public.users.email`."""
        return readable(self.key[1:])


@dataclass(frozen=True, slots=True)
class SchemaObject(Object):
    """An object of its own in a schema."""

    named_by: ClassVar[tuple[str, ...]] = ("schema", "name")
    schema: str
    name: str


@dataclass(frozen=True, slots=True)
class TablePart(Object):
    """A part of a table or a view."""

    named_by: ClassVar[tuple[str, ...]] = ("schema", "table", "name")
    schema: str
    table: str
    name: str


@dataclass(frozen=True, slots=True)
class Namespace(Object, kind="schema"):
    """A schema, which pg_catalog calls a namespace."""

    name: str


@dataclass(frozen=True, slots=True)
class Sequence(SchemaObject, kind="sequence"):
    """A sequence, also that of an identity column. `owner`: schema, table and column that own it."""

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


@dataclass(frozen=True, slots=True)
class Table(SchemaObject, kind="table"):
    """A table; its columns are objects of their own.

    `parents`: the tables that it inherits from, or is a partition of with this `bound`. `partition_key`: what it is
    partitioned by. `identified_by`: REPLICA IDENTITY, empty for the default. `foreign`: server and options.
    """

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


@dataclass(frozen=True, slots=True)
class Column(TablePart, kind="column"):
    """A column.

    `not_null`: empty or NOT NULL; PostgreSQL 18 may have NO INHERIT and NOT VALID after it. `default`: also the
    expression of a generated column; `OWN_SEQUENCE` for the next value of the sequence that the column owns.
    `generated`: empty, STORED or VIRTUAL. `identity`: empty, ALWAYS or BY DEFAULT. `collation`, `storage`,
    `compression`, `statistics`: empty for the default. `inherited`: it comes from a parent.
    """

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


@dataclass(frozen=True, slots=True)
class Constraint(TablePart, kind="constraint"):
    """A constraint of a table: primary key, unique, foreign key, check or exclude. NOT NULL belongs to the column.

    `options` and `tablespace` are those of its index; the definition does not have them.
    """

    type: str
    definition: str
    columns: tuple[str, ...]
    options: tuple[str, ...]
    tablespace: str


@dataclass(frozen=True, slots=True)
class IndexKey:
    """One key of an index. `column`: its name, empty for an expression, which has the brackets that it needs.

    `collation`: empty for that of the column, or for an expression that of the database. `operator_class`: empty for
    a default one, qualified where it is not PostgreSQL's own; `parameters`: the text in its brackets.
    """

    column: str
    expression: str
    collation: str
    operator_class: str
    parameters: tuple[str, ...]
    descending: bool
    nulls_first: bool
    statistics: str


@dataclass(frozen=True, slots=True)
class Index(SchemaObject, kind="index"):
    """An index that belongs to no constraint. `include`: the columns of INCLUDE. An invalid one serves no query."""

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


@dataclass(frozen=True, slots=True)
class Statistics(SchemaObject, kind="statistics"):
    """Extended statistics. `target`: -1 for the default."""

    definition: str
    target: int


@dataclass(frozen=True, slots=True)
class View(SchemaObject, kind="view"):
    """A view. `columns`: name and type of each. `defaults`: name and default of those that ALTER VIEW gave one."""

    definition: str
    options: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    defaults: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MaterializedView(SchemaObject, kind="materialized view"):
    """A materialized view. `populated`: whether it can be read. `settings`: what ALTER COLUMN set, as SQL."""

    definition: str
    options: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    settings: tuple[str, ...]
    access_method: str
    tablespace: str
    clustered_on: str
    populated: bool


@dataclass(frozen=True, slots=True)
class Trigger(TablePart, kind="trigger"):
    """A trigger. `enabled`: ENABLE, DISABLE, ENABLE REPLICA or ENABLE ALWAYS.

    `definition` is empty for a partition's copy of its parent's trigger where `enabled` differs from the parent's.
    """

    definition: str
    enabled: str


@dataclass(frozen=True, slots=True)
class RewriteRule(TablePart, kind="rule"):
    """A rewrite rule, except that of a view."""

    definition: str
    enabled: str


@dataclass(frozen=True, slots=True)
class Policy(TablePart, kind="policy"):
    """A row security policy."""

    permissive: bool
    command: str
    roles: tuple[str, ...]
    using: str | None
    check: str | None


@dataclass(frozen=True)
class Schema:
    """All objects of a database, by their keys.

    `needs`: the objects that each refers to, as far as the order of their creation depends on it. `owners`: the role
    that owns each. `positions`: the columns of each table in order. `unread`: the number of objects of each kind that
    is not read, such as `operator`.
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
        for item in self.objects.values():
            found.setdefault(item.kind, []).append(item)
        return {kind: tuple(items) for kind, items in found.items()}

    @cached_property
    def owned(self) -> Mapping[tuple[str, str, str], "Sequence"]:
        """The sequence that each column owns, by schema, table and column."""
        sequences = (item for item in self.by_kind.get("sequence", ()) if isinstance(item, Sequence))
        return {sequence.owner: sequence for sequence in sequences if sequence.owner}

    def fingerprint(self) -> str:
        """Return a SHA-256, in hex, of all objects and positions. Equal schemas have the same one."""
        digest = hashlib.sha256()
        for key in sorted(self.objects):
            digest.update(repr(self.objects[key]).encode())
        for place in sorted(self.positions.items()):
            digest.update(repr(place).encode())
        return digest.hexdigest()


EMPTY = Schema({("schema", "public"): Namespace("public")})
"""The schema of a new database."""

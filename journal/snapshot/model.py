"""A snapshot of version 7: what drizzle-kit knows about a schema. `write.py` writes it.

The fields are in the order of drizzle-kit's keys; None is an absent key. Source: generatePgSnapshot and
pgSchemaInternal of drizzle-kit 0.31.
"""

from collections.abc import Mapping
from dataclasses import field

from journal.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Generated:
    """The expression of a generated column."""

    as_: str
    type: str = "stored"


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity column's sequence; all numbers are texts. `type`: `always` or `byDefault`."""

    type: str
    name: str
    schema: str
    increment: str
    start_with: str
    min_value: str
    max_value: str
    cache: str
    cycle: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `type_schema`: that of an enum. `default`: a number, a boolean, or SQL."""

    name: str
    type: str
    type_schema: str | None = None
    primary_key: bool = False
    not_null: bool = False
    generated: Generated | None = None
    identity: Identity | None = None
    default: str | int | float | bool | None = None


@dataclass(frozen=True, slots=True)
class IndexColumn:
    """A column as a key of an index."""

    expression: str
    is_expression: bool
    asc: bool
    nulls: str
    opclass: str | None = None


@dataclass(frozen=True, slots=True)
class IndexExpression:
    """An expression as a key of an index, with its order in the text. drizzle-kit has the keys in another order."""

    expression: str
    asc: bool = True
    is_expression: bool = True
    nulls: str = "last"


@dataclass(frozen=True, slots=True)
class Index:
    """An index."""

    name: str
    columns: tuple[IndexColumn | IndexExpression, ...]
    is_unique: bool
    where: str | None
    concurrently: bool
    method: str
    with_: Mapping[str, str | int | float | bool]


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key. `schema_to` is absent for `public`. Actions are words such as `no action`."""

    name: str
    table_from: str
    table_to: str
    schema_to: str | None
    columns_from: tuple[str, ...]
    columns_to: tuple[str, ...]
    on_delete: str
    on_update: str


@dataclass(frozen=True, slots=True)
class PrimaryKey:
    """A primary key that no column declares."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unique:
    """A unique constraint."""

    name: str
    nulls_not_distinct: bool
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A check of a table."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy. `schema` and `on`: only where its table is not in the snapshot."""

    name: str
    as_: str
    for_: str
    to: tuple[str, ...]
    using: str | None
    with_check: str | None
    schema: str | None = None
    on: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `schema` is empty for `public`."""

    name: str
    schema: str
    columns: Mapping[str, Column]
    indexes: Mapping[str, Index]
    foreign_keys: Mapping[str, ForeignKey]
    composite_primary_keys: Mapping[str, PrimaryKey]
    unique_constraints: Mapping[str, Unique]
    policies: Mapping[str, Policy]
    check_constraints: Mapping[str, Check]
    is_rls_enabled: bool


@dataclass(frozen=True, slots=True)
class Enum:
    """An enum."""

    name: str
    schema: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """A sequence that no column owns; all numbers are texts."""

    name: str
    schema: str
    increment: str
    start_with: str
    min_value: str
    max_value: str
    cache: str
    cycle: bool


@dataclass(frozen=True, slots=True)
class Role:
    """A role that a migration created."""

    name: str
    create_db: bool
    create_role: bool
    inherit: bool


@dataclass(frozen=True, slots=True)
class View:
    """A view, materialized or not. drizzle-kit compares neither its columns nor `with_no_data`."""

    columns: Mapping[str, Column]
    definition: str | None
    name: str
    schema: str
    is_existing: bool
    with_: Mapping[str, str | int | float | bool] | None
    with_no_data: bool | None
    materialized: bool
    tablespace: str | None
    using: str | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot without `id` and `prevId`. Tables, enums, sequences and views are by `schema.name`."""

    tables: Mapping[str, Table] = field(default_factory=dict)
    enums: Mapping[str, Enum] = field(default_factory=dict)
    schemas: Mapping[str, str] = field(default_factory=dict)
    sequences: Mapping[str, Sequence] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    views: Mapping[str, View] = field(default_factory=dict)

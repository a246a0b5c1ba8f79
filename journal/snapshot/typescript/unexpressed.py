"""What drizzle cannot express of a database, by kind and name. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import fields

from journal.catalog.dependencies import parent_of
from journal.catalog.types_functions_grants import Domain, Function, Grant
from journal.catalog.values import (
    OWN_SEQUENCE,
    Column,
    Constraint,
    Index,
    Key,
    Namespace,
    Object,
    Schema,
    Sequence,
    Table,
)
from journal.snapshot.expressible import reduced
from journal.snapshot.typescript.module import SchemaSource

_PROPERTIES = {
    "unlogged": "UNLOGGED", "parents": "INHERITS", "partition_key": "PARTITION BY", "of_type": "table OF a type",
    "access_method": "access method", "tablespace": "tablespace", "options": "storage parameters",
    "forced_row_security": "FORCE ROW LEVEL SECURITY", "identified_by": "REPLICA IDENTITY",
    "clustered_on": "CLUSTER ON", "collation": "COLLATE", "storage": "STORAGE", "compression": "COMPRESSION",
    "statistics": "STATISTICS", "include": "INCLUDE", "valid": "invalid index", "settings": "column settings",
    "defaults": "column default",
}  # fmt: skip
"""The words for what `reduced` removes; a field that is not here is told otherwise, or expressed by other means."""
_CLAUSES = (
    "INCLUDE", "NO INHERIT", "DEFERRABLE", "INITIALLY DEFERRED", "NOT VALID", "NOT ENFORCED", "MATCH FULL",
    "WITHOUT OVERLAPS", "PERIOD",
)  # fmt: skip
_GRANTED_TO_PUBLIC = {
    "function": "EXECUTE", "enum": "USAGE", "domain": "USAGE", "composite type": "USAGE", "range type": "USAGE",
}  # fmt: skip
"""What PostgreSQL grants to PUBLIC on every new object of a kind."""


def unexpressed_in(source: SchemaSource, lost: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the names of what is not in the file, by kind; neither the platform's nor those of the ledger's schema.

    `lost`: what the writing of the module has found.
    """
    found: dict[str, list[str]] = {}
    schema, before = source.catalog, source.before.objects
    for key, one in schema.objects.items():
        if before.get(key) == one or _is_default_grant(one) or _is_part_of_unexpressed(key, schema):
            continue
        for kind in _kinds(one, schema):
            found.setdefault(kind, []).append(one.title)
    for kind, count in schema.unread.items():
        if count > source.before.unread.get(kind, 0):
            found.setdefault(kind, []).append(f"{count} of them, whose names were not read")
    deviations = [("different in the database", text) for text in source.deviations]
    for kind, name in (*lost, *deviations):
        found.setdefault(kind, []).append(name)
    return {kind: tuple(sorted(set(names))) for kind, names in sorted(found.items())}


def _is_default_grant(one: Object) -> bool:
    """Tell whether PostgreSQL grants this by itself."""
    if not isinstance(one, Grant) or one.grantee != "PUBLIC" or one.grantable:
        return False
    return one.on == ("schema", "public") or _GRANTED_TO_PUBLIC.get(one.on[0]) == one.privilege


def _is_part_of_unexpressed(key: Key, schema: Schema) -> bool:
    """Tell whether an object is a part of a partition, a foreign table or a domain, which is listed itself."""
    parent = None if key[0] in ("comment", "grant") else parent_of(key, schema)
    owner = schema.objects.get(parent) if parent else None
    return isinstance(owner, Table | Domain) and reduced(owner) is None


def _kinds(one: Object, schema: Schema) -> Iterator[str]:
    """Yield the kinds of what is lost of an object."""
    less = reduced(one)
    if less is None:
        if kind := _kind_of_all(one, schema):
            yield kind
        return
    for field in fields(one):
        if field.name in _PROPERTIES and getattr(one, field.name) != getattr(less, field.name):
            yield _PROPERTIES[field.name]
    if isinstance(one, Constraint):
        yield from _clauses(one)
    if isinstance(one, Column) and one.generated == "VIRTUAL":
        yield "VIRTUAL generated column"
    if isinstance(one, Column) and one.not_null not in ("", "NOT NULL"):
        yield one.not_null
    if isinstance(one, Index) and ("table", one.schema, one.table) not in schema.objects:
        yield "index on a materialized view"
    if isinstance(one, Index) and one.nulls_not_distinct:
        yield "NULLS NOT DISTINCT index"
    if isinstance(one, Index) and any(key.statistics for key in one.keys):
        yield "STATISTICS"
    if isinstance(one, Sequence) and not one.identity and one.type != "bigint":
        yield f"sequence AS {one.type}"


def _kind_of_all(one: Object, schema: Schema) -> str:
    """Return the kind of an object that is not expressed at all; empty for one that another one expresses."""
    if isinstance(one, Namespace):
        return ""  # `public`
    if isinstance(one, Sequence):
        column = schema.objects.get(("column", *one.owner)) if one.owner else None
        return "" if isinstance(column, Column) and column.default == OWN_SEQUENCE else "owned sequence"
    if isinstance(one, Table):
        return "foreign table" if one.foreign else "partition"
    if isinstance(one, Constraint):
        return f"{one.type} constraint"
    if isinstance(one, Function):
        return one.word.lower()
    return one.kind


def _clauses(one: Constraint) -> Iterator[str]:
    text = one.definition
    if one.type == "check":  # its expression is in brackets, and may have any word
        text = text[text.rindex(")") :]
    for clause in _CLAUSES:
        if f" {clause}" in text or f"({clause}" in text:
            yield clause
    if one.type == "foreign key" and ("SET NULL (" in text or "SET DEFAULT (" in text):
        yield "ON DELETE SET with columns"

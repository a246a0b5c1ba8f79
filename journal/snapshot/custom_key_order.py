"""The order of the keys in a snapshot of `drizzle-kit generate --custom`. Pure.

That command reads the last snapshot and writes it again with a new `id`. The validator between them orders the keys.
Source: pgSchemaInternal of drizzle-kit 0.31, and what it writes.
"""

from collections.abc import Mapping

from journal.snapshot.values import (
    Column,
    ForeignKey,
    Generated,
    Identity,
    Index,
    IndexColumn,
    IndexExpression,
    Policy,
    Sequence,
    Unique,
    View,
)

_NUMBERS = "increment min_value max_value start_with cache cycle"
_KEY = "expression is_expression asc nulls"

KEYS_OF_CUSTOM: Mapping[type, str] = {
    Generated: "type as_",
    Identity: f"name {_NUMBERS} schema type",
    Sequence: f"name {_NUMBERS} schema",
    Column: "name type type_schema primary_key not_null default generated identity",
    IndexColumn: f"{_KEY} opclass",
    IndexExpression: _KEY,
    Index: "name columns is_unique with_ method where concurrently",
    ForeignKey: "name table_from columns_from table_to schema_to columns_to on_update on_delete",
    Unique: "name columns nulls_not_distinct",
    Policy: "name as_ for_ to using with_check on schema",
    View: "name schema columns definition materialized with_ is_existing with_no_data using tablespace",
}
"""The fields of each kind of value whose order differs from the other snapshots."""

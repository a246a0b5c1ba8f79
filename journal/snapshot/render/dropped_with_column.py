"""What the server dropped with a column that drizzle-kit dropped and added again, and its model still has. Pure.

drizzle-kit changes a generated expression this way. The indexes and constraints of the column stay in its snapshot, as
they are in schema.ts. Source: PgAlterTableAlterColumnSetExpressionConvertor of drizzle-kit 0.31.
"""

from dataclasses import replace
from typing import Any

from journal.catalog.values import Column
from journal.snapshot.render.source_schema import Names, SchemaTexts
from journal.snapshot.values import Table

_PARTS = ("indexes", "foreign_keys", "composite_primary_keys", "unique_constraints", "check_constraints")


def with_dropped_parts(source: SchemaTexts, names: Names, table: Table, before: Table | None) -> Table:
    """Return the table with the parts that it had `before` the migration, and that were dropped with a column."""
    texts = (source.text(column.key, "recreated") for column in source.of_table(names, Column))
    dropped = {name for text in texts if text for name in text.split("\n")}
    if before is None or not dropped:
        return table
    parts: dict[str, Any] = {}
    for part in _PARTS:
        kept = {name: item for name, item in getattr(before, part).items() if name in dropped}
        parts[part] = kept | {**getattr(table, part)}
    return replace(table, **parts)

"""What the server took away with a column that drizzle-kit drops and makes anew: drizzle-kit has it still. Pure.

It changes a generated expression that way, and says nothing of the column's indexes and constraints: in its snapshot
they stand as they are in schema.ts. Source: PgAlterTableAlterColumnSetExpressionConvertor of drizzle-kit 0.31.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from journal.catalog.values import Column
from journal.snapshot.render.source_schema import Names, SchemaTexts
from journal.snapshot.values import Table

_Value = TypeVar("_Value")


def with_lost(told: SchemaTexts, names: Names, table: Table, before: Table | None) -> Table:
    """The table with what it had `before`, a migration ago, and lost with a column that was made anew."""
    lost = lost_of(told, names)
    if before is None or not lost:
        return table
    return replace(
        table,
        indexes=_kept(before.indexes, table.indexes, lost),
        foreign_keys=_kept(before.foreign_keys, table.foreign_keys, lost),
        composite_primary_keys=_kept(before.composite_primary_keys, table.composite_primary_keys, lost),
        unique_constraints=_kept(before.unique_constraints, table.unique_constraints, lost),
        check_constraints=_kept(before.check_constraints, table.check_constraints, lost),
    )


def lost_of(told: SchemaTexts, names: Names) -> set[str]:
    """The names that nobody dropped by a statement when a column of the table was made anew."""
    texts = (told.text(one.key, "anew") for one in told.of(names, Column))
    return {name for text in texts if text for name in text.split("\n")}


def _kept(before: Mapping[str, _Value], now: Mapping[str, _Value], lost: set[str]) -> dict[str, _Value]:
    return {name: one for name, one in before.items() if name in lost} | {**now}

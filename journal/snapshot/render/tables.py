"""A table with all that belongs to it. Pure."""

from journal.catalog.values import Table as Found
from journal.snapshot.render.columns import columns_of
from journal.snapshot.render.constraints import checks, composite_keys, foreign_keys, is_inline, of_type, uniques
from journal.snapshot.render.dropped_with_column import with_lost
from journal.snapshot.render.indexes import indexes_of
from journal.snapshot.render.policies import policies_of
from journal.snapshot.render.source_schema import SchemaTexts
from journal.snapshot.values import Table


def is_drizzles(one: Found) -> bool:
    """Whether a schema.ts would name a table: a partition comes with its parent, and foreign ones are not made so."""
    return one.bound is None and not one.foreign


def table_of(told: SchemaTexts, one: Found, before: Table | None) -> Table:
    """A table; `before`: the same one a migration ago."""
    names = (one.schema, one.name)
    keys = list(of_type(told, names, "primary key"))
    inline = next((key.columns[0] for key in keys if is_inline(told, key)), None)
    policies = policies_of(told, names)
    table = Table(
        name=one.name,
        schema="" if one.schema == "public" else one.schema,
        columns=columns_of(told, names, inline, tuple(name for key in keys for name in key.columns if not inline)),
        indexes=indexes_of(told, names),
        foreign_keys=foreign_keys(told, names),
        composite_primary_keys=composite_keys(told, keys),
        unique_constraints=uniques(told, names),
        policies=policies,
        check_constraints=checks(told, names),
        is_rls_enabled=one.row_security and (not policies or _was_asked_for(told, one, before)),
    )
    return with_lost(told, names, table, before)


def _was_asked_for(told: SchemaTexts, one: Found, before: Table | None) -> bool:
    """Whether a table with policies has `.enableRLS()` as well: drizzle-kit writes the same SQL for both.

    With the first policy of a table it enables it, unless the table says that itself and did so before; of one that
    had policies, it enables it only where the table says so from now on.
    """
    if before is None:
        return False
    enables = told.text(one.key, "row_security") is not None
    return before.is_rls_enabled or enables if before.policies else before.is_rls_enabled and not enables

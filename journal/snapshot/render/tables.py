"""A table with everything that belongs to it. Pure."""

from journal.catalog.values import Table as CatalogTable
from journal.snapshot.render.columns import columns_of
from journal.snapshot.render.constraints import checks, composite_keys, foreign_keys, is_inline, of_type, uniques
from journal.snapshot.render.dropped_with_column import with_dropped_parts
from journal.snapshot.render.indexes import indexes_of
from journal.snapshot.render.policies import policies_of
from journal.snapshot.render.source_schema import SchemaTexts
from journal.snapshot.values import Table


def table_of(source: SchemaTexts, table: CatalogTable, before: Table | None) -> Table:
    """Return a table. `before`: the same one before the migration."""
    names = (table.schema, table.name)
    keys = of_type(source, names, "primary key")
    inline = next((key.columns[0] for key in keys if is_inline(source, key)), None)
    policies = policies_of(source, names)
    rendered = Table(
        name=table.name,
        schema="" if table.schema == "public" else table.schema,
        columns=columns_of(source, names, inline, tuple(name for key in keys for name in key.columns if not inline)),
        indexes=indexes_of(source, names),
        foreign_keys=foreign_keys(source, names),
        composite_primary_keys=composite_keys(source, keys),
        unique_constraints=uniques(source, names),
        policies=policies,
        check_constraints=checks(source, names),
        is_rls_enabled=table.row_security and (not policies or _has_enable_rls(source, table, before)),
    )
    return with_dropped_parts(source, names, rendered, before)


def _has_enable_rls(source: SchemaTexts, table: CatalogTable, before: Table | None) -> bool:
    """Tell whether schema.ts has `.enableRLS()` for a table with policies, for which drizzle-kit writes the same SQL.

    With the first policy of a table drizzle-kit enables row security, unless schema.ts enables it and did so before.
    With later policies it enables it only where schema.ts begins to.
    """
    if before is None:
        return False
    enables = source.text(table.key, "row_security") is not None
    return before.is_rls_enabled or enables if before.policies else before.is_rls_enabled and not enables

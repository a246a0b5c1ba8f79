"""A table with everything that belongs to it, and row security policies. Pure."""

from collections.abc import Container
from dataclasses import replace
from typing import Any

from journal.catalog.quoting import quoted
from journal.catalog.values import Column
from journal.catalog.values import Policy as CatalogPolicy
from journal.catalog.values import Table as CatalogTable
from journal.snapshot.model import Policy, Table
from journal.snapshot.render.columns import columns_of
from journal.snapshot.render.constraints import checks, composite_keys, foreign_keys, is_inline, of_type, uniques
from journal.snapshot.render.indexes import indexes_of
from journal.snapshot.render.schema_texts import Names, SchemaTexts, names, unbracketed


def table_of(source: SchemaTexts, table: CatalogTable, before: Table | None) -> Table:
    """Return a table. `before`: the same one before the migration."""
    names = (table.schema, table.name)
    keys = of_type(source, names, "primary key")
    inline = next((key.columns[0] for key in keys if is_inline(source, key)), None)
    policies = policies_of(source, names)
    # drizzle-kit writes the same SQL for a first policy as for `.enableRLS()`, unless schema.ts had that before, too.
    # With later policies it enables row security only where schema.ts begins to.
    had, enables = before is not None and before.is_rls_enabled, source.text(table.key, "row_security") is not None
    has_enable_rls = had or enables if before and before.policies else had and not enables
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
        is_rls_enabled=table.row_security and (not policies or has_enable_rls),
    )
    return with_dropped_parts(source, names, rendered, before)


def policies_of(source: SchemaTexts, table: Names) -> dict[str, Policy]:
    """Return the policies of a table."""
    policies = {}
    for policy in source.of_table(table, CatalogPolicy):
        to = source.text(policy.key, "to")  # only the file has `current_user`: the catalog has the role
        using = None if policy.using is None else unbracketed(policy.using)
        check = None if policy.check is None else unbracketed(policy.check)
        policies[policy.name] = Policy(
            name=policy.name,
            as_="PERMISSIVE" if policy.permissive else "RESTRICTIVE",
            for_=policy.command,
            to=tuple(sorted("public" if role == "PUBLIC" else role for role in (names(to) if to else policy.roles))),
            using=source.text(policy.key, "using") or using,
            with_check=source.text(policy.key, "with_check") or check,
        )
    return policies


def policies_elsewhere(source: SchemaTexts, tables: Container[str]) -> dict[str, Policy]:
    """Return the policies on tables that are not the project's, such as the platform's. Drizzle lists them apart.

    `tables`: those of the snapshot before, as `schema.name`.
    """
    return {
        name: replace(policy, schema=table[0], on=quoted(*table))
        for table in source.parts
        if ("table", *table) not in source.schema.objects and ".".join(table) not in tables
        for name, policy in policies_of(source, table).items()
    }


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

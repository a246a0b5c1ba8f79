"""Row security policies. Pure."""

from collections.abc import Container
from dataclasses import replace

from journal.catalog.quoting import quoted
from journal.catalog.values import Policy as CatalogPolicy
from journal.snapshot.render.source_schema import Names, SchemaTexts
from journal.snapshot.render.sql import names, unbracketed
from journal.snapshot.values import Policy


def policies_of(source: SchemaTexts, table: Names) -> dict[str, Policy]:
    """Return the policies of a table."""
    return {policy.name: _policy(source, policy) for policy in source.of_table(table, CatalogPolicy)}


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


def _policy(source: SchemaTexts, policy: CatalogPolicy) -> Policy:
    roles = source.text(policy.key, "to")  # only the file has `current_user`: the catalog has the role
    return Policy(
        name=policy.name,
        as_="PERMISSIVE" if policy.permissive else "RESTRICTIVE",
        for_=policy.command,
        to=tuple(sorted("public" if role == "PUBLIC" else role for role in (names(roles) if roles else policy.roles))),
        using=source.text(policy.key, "using") or (None if policy.using is None else unbracketed(policy.using)),
        with_check=source.text(policy.key, "with_check")
        or (None if policy.check is None else unbracketed(policy.check)),
    )

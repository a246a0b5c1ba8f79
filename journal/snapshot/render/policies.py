"""Row security policies. Pure."""

from collections.abc import Container
from dataclasses import replace

from journal.catalog.quoting import quoted
from journal.catalog.values import Policy as Found
from journal.snapshot.render.source_schema import Names, SchemaTexts
from journal.snapshot.render.sql import names, unbracketed
from journal.snapshot.values import Policy


def policies_of(told: SchemaTexts, table: Names) -> dict[str, Policy]:
    """The policies of a table."""
    return {one.name: _policy(told, one) for one in told.of(table, Found)}


def standing_alone(told: SchemaTexts, tables: Container[str]) -> dict[str, Policy]:
    """The policies on tables that are none of the project's, such as the platform's: drizzle has them apart."""
    homeless = [names for names in told.parts if not _is_known(told, names, tables)]
    found = [(names, one) for names in homeless for one in told.of(names, Found)]
    return {one.name: replace(_policy(told, one), schema=names[0], on=quoted(*names)) for names, one in found}


def _is_known(told: SchemaTexts, names: Names, tables: Container[str]) -> bool:
    return ("table", *names) in told.schema.objects or ".".join(names) in tables


def _policy(told: SchemaTexts, one: Found) -> Policy:
    return Policy(
        name=one.name,
        as_="PERMISSIVE" if one.permissive else "RESTRICTIVE",
        for_=one.command,
        to=_roles(one, told.text(one.key, "to")),
        using=told.text(one.key, "using") or (None if one.using is None else unbracketed(one.using)),
        with_check=told.text(one.key, "with_check") or (None if one.check is None else unbracketed(one.check)),
    )


def _roles(one: Found, text: str | None) -> tuple[str, ...]:
    """Whom it is for. `current_user` stays itself only in the file: the catalog has the role that it was."""
    roles = names(text) if text else one.roles
    return tuple(sorted("public" if role in ("PUBLIC", "public") else role for role in roles))

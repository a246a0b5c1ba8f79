"""Row security policies. Pure."""

from journal.catalog.values import Policy as Found
from journal.snapshot.spell.sql import names, unbracketed
from journal.snapshot.spell.told import Names, Told
from journal.snapshot.values import Policy


def policies_of(told: Told, table: Names) -> dict[str, Policy]:
    """The policies of a table."""
    return {one.name: _policy(told, one) for one in told.of(table, Found)}


def _policy(told: Told, one: Found) -> Policy:
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

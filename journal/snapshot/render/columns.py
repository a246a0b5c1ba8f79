"""The columns of a table, with identity and generated expression. Pure."""

from journal.catalog.values import Column as Found
from journal.snapshot.render.defaults import default_of
from journal.snapshot.render.source_schema import Names, SchemaTexts
from journal.snapshot.render.sql import unbracketed
from journal.snapshot.render.types import type_of
from journal.snapshot.values import Column, Generated, Identity

_IDENTITY = {"ALWAYS": "always", "BY DEFAULT": "byDefault"}


def columns_of(told: SchemaTexts, names: Names, inline_key: str | None, key: tuple[str, ...]) -> dict[str, Column]:
    """The columns in their places. `inline_key`: the one that says PRIMARY KEY itself; `key`: those of one apart."""
    found = {one.name: one for one in told.of(names, Found)}
    places = told.schema.positions.get(("table", *names), tuple(found))
    return {
        name: _column(told, found[name], is_key=name == inline_key, in_key=name in key)
        for name in places
        if name in found
    }


def _column(told: SchemaTexts, one: Found, *, is_key: bool, in_key: bool) -> Column:
    key = one.key
    is_drizzles = told.text(key, "hand") is not None
    spelt = type_of(one, told.schema, told.text(key, "type"), is_drizzles=is_drizzles)
    return Column(
        name=one.name,
        type=spelt.type,
        type_schema=spelt.schema,
        primary_key=is_key,
        not_null=bool(one.not_null) and not _is_of_a_key(told, one, in_key=in_key),
        generated=_generated(told, one),
        identity=_identity(told, one),
        default=default_of(one, spelt.schema is not None, told.text(key, "default")),
    )


def _is_of_a_key(told: SchemaTexts, one: Found, *, in_key: bool) -> bool:
    """Whether the server made it NOT NULL for a primary key that it is in, or was, and nobody else did."""
    is_said = told.text(one.key, "not_null") != ""
    return not is_said and not one.identity and (in_key or told.text(one.key, "was_key") is not None)


def _generated(told: SchemaTexts, one: Found) -> Generated | None:
    if not one.generated:
        return None
    return Generated(told.text(one.key, "generated") or unbracketed(one.default or ""))


def _identity(told: SchemaTexts, one: Found) -> Identity | None:
    made = told.schema.owned.get((one.schema, one.table, one.name)) if one.identity else None
    if made is None:
        return None
    return Identity(
        type=_IDENTITY[one.identity],
        name=told.name(made.key),
        schema=made.schema,
        increment=str(made.increment),
        start_with=str(made.start),
        min_value=str(made.minimum),
        max_value=str(made.maximum),
        cache=str(made.cache),
        cycle=made.cycles,
    )

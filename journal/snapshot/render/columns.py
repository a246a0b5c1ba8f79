"""The columns of a table, with identity, generated expression and default. Pure."""

from dataclasses import replace

from journal.catalog.values import Column as CatalogColumn
from journal.snapshot.model import Column, Generated, Identity
from journal.snapshot.render.defaults import default_of
from journal.snapshot.render.enums_sequences_roles import numbers_of
from journal.snapshot.render.schema_texts import Names, SchemaTexts, unbracketed
from journal.snapshot.render.types import type_of

_IDENTITY = {"ALWAYS": "always", "BY DEFAULT": "byDefault"}


def columns_of(source: SchemaTexts, names: Names, inline_key: str | None, key: tuple[str, ...]) -> dict[str, Column]:
    """Return the columns in order. `inline_key`: the one with PRIMARY KEY; `key`: those of a separate primary key."""
    found = {column.name: column for column in source.of_table(names, CatalogColumn)}
    order = source.schema.positions.get(("table", *names), tuple(found))
    return {
        name: _column(source, found[name], is_key=name == inline_key, in_key=name in key)
        for name in order
        if name in found
    }


def _column(source: SchemaTexts, column: CatalogColumn, *, is_key: bool, in_key: bool) -> Column:
    by_kit, by_hand = (source.text(column.key, facet) is not None for facet in ("by_kit", "type_by_hand"))
    type_text = source.text(column.key, "type")
    if source.text(column.key, "was_serial") is not None:
        column = replace(column, default=None)
    type_, type_schema = type_of(column, source.schema, type_text, by_kit=by_kit, by_hand=by_hand)
    # Only a primary key, or a dropped one, may have made the column NOT NULL.
    is_explicit = source.text(column.key, "not_null") != "" or column.identity
    is_implied = not is_explicit and (in_key or source.text(column.key, "was_key") is not None)
    expression = source.text(column.key, "generated") or unbracketed(column.default or "")
    owned = source.schema.owned.get((column.schema, column.table, column.name)) if column.identity else None
    identity = None
    if owned:
        kind, name = _IDENTITY[column.identity], source.name(owned.key)
        identity = Identity(kind, name, owned.schema, cycle=owned.cycles, **numbers_of(owned))
    return Column(
        name=column.name,
        type=type_,
        type_schema=type_schema,
        primary_key=is_key,
        not_null=bool(column.not_null) and not is_implied,
        generated=Generated(expression) if column.generated else None,
        identity=identity,
        default=default_of(
            column,
            source.text(column.key, "default"),
            is_enum=type_schema is not None,
            by_hand=source.text(column.key, "default_by_hand") is not None,
        ),
    )

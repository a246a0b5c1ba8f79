"""The columns of a table, with identity and generated expression. Pure."""

from journal.catalog.values import Column as CatalogColumn
from journal.snapshot.render.defaults import default_of
from journal.snapshot.render.enums_sequences_roles import numbers_of
from journal.snapshot.render.source_schema import Names, SchemaTexts
from journal.snapshot.render.sql import unbracketed
from journal.snapshot.render.types import type_of
from journal.snapshot.values import Column, Generated, Identity

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
    by_kit = source.text(column.key, "by_kit") is not None
    rendered = type_of(column, source.schema, source.text(column.key, "type"), by_kit=by_kit)
    return Column(
        name=column.name,
        type=rendered.type,
        type_schema=rendered.schema,
        primary_key=is_key,
        not_null=bool(column.not_null) and not _is_implied_by_key(source, column, in_key=in_key),
        generated=_generated(source, column),
        identity=_identity(source, column),
        default=default_of(column, rendered.schema is not None, source.text(column.key, "default")),
    )


def _is_implied_by_key(source: SchemaTexts, column: CatalogColumn, *, in_key: bool) -> bool:
    """Tell whether only a primary key, or a dropped one, has made the column NOT NULL."""
    is_explicit = source.text(column.key, "not_null") != "" or column.identity
    return not is_explicit and (in_key or source.text(column.key, "was_key") is not None)


def _generated(source: SchemaTexts, column: CatalogColumn) -> Generated | None:
    if not column.generated:
        return None
    return Generated(source.text(column.key, "generated") or unbracketed(column.default or ""))


def _identity(source: SchemaTexts, column: CatalogColumn) -> Identity | None:
    owned = source.schema.owned.get((column.schema, column.table, column.name)) if column.identity else None
    if owned is None:
        return None
    return Identity(
        type=_IDENTITY[column.identity],
        name=source.name(owned.key),
        schema=owned.schema,
        cycle=owned.cycles,
        **numbers_of(owned),
    )

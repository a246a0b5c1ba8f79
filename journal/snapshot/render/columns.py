"""The columns of a table, with identity, generated expression and default. Pure."""

import re

from journal.catalog.values import OWN_SEQUENCE
from journal.catalog.values import Column as CatalogColumn
from journal.snapshot.model import Column, Generated, Identity
from journal.snapshot.render.enums_sequences_roles import numbers_of
from journal.snapshot.render.schema_texts import Names, SchemaTexts, unbracketed
from journal.snapshot.render.types import type_of
from journal.snapshot.write import printed

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
    type_, type_schema = type_of(column, source.schema, source.text(column.key, "type"), by_kit=by_kit)
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
        default=default_of(column, type_schema is not None, source.text(column.key, "default")),
    )


_CAST = re.compile(r"('(?:[^']|'')*')::(.+)", re.DOTALL)
_PRINTED = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]\d+)?")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_JSON = ("json", "jsonb")
_NUMBERS = ("smallint", "integer", "bigint", "real", "double precision")


def default_of(column: CatalogColumn, is_enum: bool, text: str | None) -> str | int | float | bool | None:
    """Return the default of a column. `text`: that of the files; without one, the catalog's form is used.

    PostgreSQL keeps no DEFAULT NULL: only the files have it.
    """
    if column.default in (None, OWN_SEQUENCE) or column.generated:
        return text if text and text.upper() == "NULL" else None
    sql = _of_catalog(column) if text is None else text
    found = _CAST.fullmatch(sql)
    # drizzle-kit casts the default of an enum when it creates the enum again; its model has no cast.
    sql = found[1] if found and is_enum else sql
    if sql in ("true", "false"):
        return sql == "true"
    # Only what JavaScript prints this way is a number; `10.50` has to be SQL, as no number prints so.
    if not _PRINTED.fullmatch(sql) or printed(float(sql)) != sql:
        return sql
    return int(sql) if sql.lstrip("-").isdigit() else float(sql)


def _of_catalog(column: CatalogColumn) -> str:
    """Return the catalog's form without what schema.ts would not have: casts of literals, brackets around everything.

    The default of a `numeric` is a string in schema.ts.
    """
    sql = unbracketed(column.default or "")
    found = _CAST.fullmatch(sql)
    if not found:
        return f"'{sql}'" if column.type.startswith("numeric") and _NUMBER.fullmatch(sql) else sql
    literal, type_ = found[1], found[2]
    number = _NUMBER.fullmatch(literal.strip("'"))  # PostgreSQL quotes a negative or large number
    if number and column.type in _NUMBERS:
        return number[0]
    return sql if type_ in _JSON else literal

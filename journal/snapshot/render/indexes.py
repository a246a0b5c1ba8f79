"""The indexes of a table, with all options that drizzle knows. Pure; INCLUDE is none of them."""

import re
from collections.abc import Iterator

import orjson

from journal.catalog.quoting import quoted
from journal.catalog.values import Index as Found
from journal.catalog.values import IndexKey
from journal.snapshot.render.source_schema import Names, SchemaTexts
from journal.snapshot.render.sql import NAME, bare, names, unbracketed
from journal.snapshot.values import Index, IndexColumn, IndexExpression

_ORDERED = r"(?: DESC)?(?: NULLS (?:FIRST|LAST))?"
_CLASS = r'(?!(?i:asc|desc|nulls|collate)\b)[\w."]+(?:\(.*?\))?'
_WRITTEN = re.compile(rf'"[^"]*"(?:{_ORDERED}|\s+{_CLASS})', re.DOTALL)
_ELEMENT = re.compile(rf"({NAME})\s+({_CLASS}).*", re.DOTALL)
_IN_QUOTES = re.compile(r'"[a-z_][a-z0-9_]*"')


def indexes_of(told: SchemaTexts, table: Names) -> dict[str, Index]:
    """The indexes of a table that no constraint made."""
    found = (_index(told, one) for one in told.of(table, Found))
    return {one.name: one for one in found}


def _index(told: SchemaTexts, one: Found) -> Index:
    where = told.text(one.key, "where")
    return Index(
        name=told.name(one.key),
        columns=tuple(_key(key, told.text(one.key, f"column:{place}")) for place, key in enumerate(one.keys)),
        is_unique=one.unique,
        where=where or (unbracketed(one.where) if one.where else None),
        concurrently=bool(told.text(one.key, "concurrently")),
        method=one.method,
        with_=dict(_options(told.text(one.key, "with"), one.options)),
    )


def _key(key: IndexKey, text: str | None) -> IndexColumn | IndexExpression:
    if not key.column or key.collation or _is_drizzles_own(text):
        return IndexExpression(text or _expression(key))
    return IndexColumn(
        expression=key.column,
        is_expression=False,
        asc=not key.descending,
        nulls="first" if key.nulls_first else "last",
        opclass=_opclass(key, text),
    )


def _is_drizzles_own(text: str | None) -> bool:
    """Whether a column stands here by an expression of a schema.ts, such as sql`${table.a} desc`.

    Only drizzle has plain names in quotes, and it writes the columns that it knows as such in one way.
    """
    return bool(text and _IN_QUOTES.match(text) and not _WRITTEN.fullmatch(text))


def _opclass(key: IndexKey, text: str | None) -> str | None:
    """The operator class; one that is the default only where the file has it, as the catalog does not say."""
    found = _ELEMENT.fullmatch(text.strip()) if text else None
    if found and bare(found[1]) == key.column:
        return found[2]
    return _class(key) or None


def _class(key: IndexKey) -> str:
    called = names(key.operator_class)[-1] if key.operator_class else ""
    return f"{called}({', '.join(key.parameters)})" if key.parameters else called


def _expression(key: IndexKey) -> str:
    """All of a key as SQL has it: drizzle keeps its order within the expression."""
    bracketed = key.expression.startswith("(")
    expression = f"({unbracketed(key.expression)})" if bracketed else key.expression
    words = [quoted(key.column) if key.column else expression]
    words += [f"collate {key.collation}"] if key.collation else []
    words += [_class(key)] if key.operator_class else []
    words += ["desc"] if key.descending else []
    words += [f"nulls {'first' if key.nulls_first else 'last'}"] if key.nulls_first != key.descending else []
    return " ".join(words)


def _options(text: str | None, options: tuple[str, ...]) -> Iterator[tuple[str, str | int | float | bool]]:
    """The storage parameters; in the order of the file, which counts for drizzle-kit."""
    said = [one.strip() for one in text.split(",")] if text else list(options)
    for option in said:
        name, _, value = option.partition("=")
        yield bare(name.strip()), option_value(value.strip())


def option_value(value: str) -> str | int | float | bool:
    """A storage parameter as a schema.ts would have it: numbers and booleans as such, words as text."""
    try:
        found = orjson.loads(value)
    except orjson.JSONDecodeError:
        return value.strip("'")
    return found if isinstance(found, bool | int | float) else value

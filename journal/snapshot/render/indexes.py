"""The indexes of a table, with all options that drizzle has. Pure. Drizzle has no INCLUDE."""

import re

import orjson

from journal.catalog.quoting import clauses, quoted
from journal.catalog.values import Index as CatalogIndex
from journal.catalog.values import IndexKey
from journal.snapshot.model import Index, IndexColumn, IndexExpression
from journal.snapshot.render.schema_texts import NAME, Names, SchemaTexts, bare, names, unbracketed

_ORDERED = r"(?:(?: DESC)? NULLS (?:FIRST|LAST))?"
_CLASS = r'(?!(?i:asc|desc|nulls|collate)\b)[\w."]+(?:\(.*?\))?'
_COLUMN_OF_DRIZZLE = re.compile(rf'"[^"]*"(?:{_ORDERED}|\s+{_CLASS})', re.DOTALL)
_COLUMN_WITH_CLASS = re.compile(rf"({NAME})\s+({_CLASS}).*", re.DOTALL)
_PLAIN_IN_QUOTES = re.compile(r'"[a-z_][a-z0-9_]*"')


def indexes_of(source: SchemaTexts, table: Names) -> dict[str, Index]:
    """Return the indexes of a table that belong to no constraint."""
    found = {}
    for index in source.of_table(table, CatalogIndex):
        where, with_ = source.text(index.key, "where"), source.text(index.key, "with")
        # The storage parameters are in the order of the file, which drizzle-kit compares.
        options = (option.strip().partition("=") for option in (with_.split(",") if with_ else index.options))
        by_kit = source.text(index.key, "by_kit") is not None
        texts = (source.text(index.key, f"column:{place}") for place in range(len(index.keys)))
        columns = (_key(key, text, by_kit=by_kit) for key, text in zip(index.keys, texts, strict=True))
        rendered = Index(
            name=source.name(index.key),
            columns=tuple(columns),
            is_unique=index.unique,
            where=where or (unbracketed(index.where) if index.where else None),
            concurrently=bool(source.text(index.key, "concurrently")),
            method=index.method,
            with_={bare(name.strip()): option_value(value.strip()) for name, _, value in options},
        )
        found[rendered.name] = rendered
    return found


def _key(key: IndexKey, text: str | None, *, by_kit: bool) -> IndexColumn | IndexExpression:
    # Only drizzle quotes plain names. It writes a column in one way: another text is an expression of schema.ts, such
    # as sql`${table.a} desc`, and in its own files sql`a`.
    is_drizzle = by_kit or bool(text and _PLAIN_IN_QUOTES.match(text))
    is_sql = bool(
        text and is_drizzle and not _COLUMN_OF_DRIZZLE.fullmatch(text if by_kit else text.removesuffix(" DESC"))
    )
    if not key.column or key.collation or is_sql:  # drizzle has the order inside the expression
        expression = f"({unbracketed(key.expression)})" if key.expression.startswith("(") else key.expression
        sql = clauses(
            quoted(key.column) if key.column else expression,
            key.collation and f"collate {key.collation}",
            key.operator_class and _class(key),
            key.descending and "desc",
            key.nulls_first != key.descending and f"nulls {'first' if key.nulls_first else 'last'}",
        )
        return IndexExpression(text or sql)
    # Only the files have a default operator class: the catalog does not keep that it was written.
    found = _COLUMN_WITH_CLASS.fullmatch(text.strip()) if text else None
    return IndexColumn(
        expression=key.column,
        is_expression=False,
        asc=not key.descending,
        nulls="first" if key.nulls_first else "last",
        opclass=found[2] if found and bare(found[1]) == key.column else _class(key) or None,
    )


def _class(key: IndexKey) -> str:
    name = names(key.operator_class)[-1] if key.operator_class else ""
    return f"{name}({', '.join(key.parameters)})" if key.parameters else name


def option_value(value: str) -> str | int | float | bool:
    """Return a storage parameter as in schema.ts: numbers and booleans as such, words as strings."""
    try:
        found = orjson.loads(value)
    except orjson.JSONDecodeError:
        return value.strip("'")
    return found if isinstance(found, bool | int | float) else value

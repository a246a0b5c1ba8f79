"""Views, materialized or not, and their columns, which drizzle-kit writes as their tables have them. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from journal.catalog.values import Column as CatalogColumn
from journal.catalog.values import MaterializedView
from journal.catalog.values import View as PlainView
from journal.snapshot.model import Column, Table, View
from journal.snapshot.render.indexes import option_value
from journal.snapshot.render.schema_texts import SchemaTexts
from journal.snapshot.render.types import type_of
from journal.snapshot.write import camel_case
from journal.sql.parser import parse_sql
from journal.sql.tree import inner, kind_of, names, walk


def views_of(source: SchemaTexts) -> dict[str, View]:
    """Return all views, by schema and name."""
    found: tuple[PlainView | MaterializedView, ...] = (*source.of_kind(PlainView), *source.of_kind(MaterializedView))
    return {f"{view.schema}.{view.name}": _view(source, view) for view in found}


def _view(source: SchemaTexts, view: PlainView | MaterializedView) -> View:
    stored = view if isinstance(view, MaterializedView) else None
    return View(
        columns={name: _column(source, view, name, type_) for name, type_ in view.columns},
        definition=source.text(view.key, "definition") or view.definition.strip(),
        name=view.name,
        schema=view.schema,
        is_existing=False,
        with_=dict(_options(view.options)) or None,
        with_no_data=True if stored and not stored.populated else None,
        materialized=stored is not None,
        tablespace=source.text(view.key, "tablespace") or (stored.tablespace or None if stored else None),
        using=source.text(view.key, "using") or (stored.access_method or None if stored else None),
    )


def _column(source: SchemaTexts, view: PlainView | MaterializedView, name: str, type_: str) -> Column:
    """Return a column of a view. Its default and NOT NULL in the table are not in the catalog of the view."""
    column = CatalogColumn(view.schema, view.name, name, type_, "", None, "", "", "", "", "", "", (), inherited=False)
    return Column(name, *type_of(column, source.schema, None))


def _options(options: tuple[str, ...]) -> Iterator[tuple[str, str | int | float | bool]]:
    """Yield the options by drizzle's names: `security_barrier=true` is securityBarrier."""
    for option in options:
        name, _, value = option.removeprefix("toast.").partition("=")
        yield camel_case(name), option_value(value)


_QUERY_BUILDER = re.compile(r'(?:\(*select |with ").* from \(?"', re.DOTALL)

Source = tuple[str, str] | None
"""A table, as `schema.name`, and its column; None for an expression, which drizzle has no column for."""

ViewSources = Mapping[str, Source]
"""The source of each column of a view, by its name; empty where schema.ts declares the columns."""


def sources_of(view: View, found: PlainView | MaterializedView) -> ViewSources:
    """Return the sources of a view's columns. `found`: the view in the catalog, where every name is qualified."""
    if not _QUERY_BUILDER.match(view.definition or ""):
        return {}
    (statement,) = parse_sql(found.definition).stmts
    select = statement.stmt.select_stmt
    while select.HasField("larg"):
        select = select.larg
    return dict(_sources(select))


def through_views(name: str, views: Mapping[str, ViewSources]) -> ViewSources:
    """Return the sources of a view, with those of another view in place of its columns."""
    found: dict[str, Source] = {}
    for column, source in views[name].items():
        last = source
        while last and last[1] in views.get(last[0], ()):
            last = views[last[0]][last[1]]
        found[column] = last
    return found


def _sources(select: Any) -> Iterator[tuple[str, Source]]:
    found = (table for item in select.from_clause for table in walk(item, "RangeVar"))
    tables = {table.alias.aliasname or table.relname: f"{table.schemaname}.{table.relname}" for table in found}
    only = next(iter(tables), "") if len(tables) == 1 else ""
    for target in select.target_list:
        value = inner(target.res_target.val)
        fields = names(value.fields) if kind_of(value) == "ColumnRef" else ()
        source = (tables.get(fields[-2] if len(fields) > 1 else only, ""), fields[-1]) if fields else None
        yield target.res_target.name or (fields[-1] if fields else ""), source


def with_columns(view: View, sources: ViewSources, tables: Mapping[str, Table]) -> View:
    """Return the view with its columns as these tables have them now."""
    if not sources:
        return view
    columns: dict[str, Column] = {}
    for column in view.columns.values():
        source = sources.get(column.name, ("", ""))
        if source is None:
            continue
        table = tables.get(source[0])
        found = table.columns.get(source[1]) if table else None
        columns[found.name if found else column.name] = _in_view(found, table, view) if found and table else column
    return replace(view, columns=columns)


def _in_view(column: Column, table: Table, view: View) -> Column:
    """Return a table's column in a view. The sequence of an identity has the view's schema, and by default its name."""
    identity = column.identity
    if identity is None:
        return column
    has_default_name = identity.name == f"{table.name}_{column.name}_seq"
    name = f"{view.name}_{column.name}_seq" if has_default_name else identity.name
    return replace(column, identity=replace(identity, name=name, schema=view.schema))

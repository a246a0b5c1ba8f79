"""Views, materialized or not, and their columns, which drizzle-kit writes as their tables have them. Pure."""

import re
from collections.abc import Mapping
from dataclasses import replace

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
    columns = {}
    for name, type_ in view.columns:  # the default and NOT NULL in the table are not in the catalog of the view
        own = CatalogColumn(view.schema, view.name, name, type_, "", None, "", "", "", "", "", "", (), inherited=False)
        columns[name] = Column(name, *type_of(own, source.schema, None))
    options = (option.removeprefix("toast.").partition("=") for option in view.options)
    values = ((camel_case(name), _option(camel_case(name), value)) for name, _, value in options)
    return View(
        columns=columns,
        definition=source.text(view.key, "definition") or view.definition.strip(),
        name=view.name,
        schema=view.schema,
        is_existing=False,
        with_={name: value for name, value in values if value is not None} or None,
        with_no_data=True if stored and not stored.populated else None,
        materialized=stored is not None,
        tablespace=source.text(view.key, "tablespace") or (stored.tablespace or None if stored else None),
        using=source.text(view.key, "using") or (stored.access_method or None if stored else None),
    )


_BOOLEANS = ("securityBarrier", "securityInvoker", "autovacuumEnabled", "vacuumTruncate", "userCatalogTable")
_NUMBERS = (
    "fillfactor", "toastTupleTarget", "parallelWorkers", "autovacuumVacuumThreshold", "autovacuumVacuumScaleFactor",
    "autovacuumVacuumCostDelay", "autovacuumVacuumCostLimit", "autovacuumFreezeMinAge", "autovacuumFreezeMaxAge",
    "autovacuumFreezeTableAge", "autovacuumMultixactFreezeMinAge", "autovacuumMultixactFreezeMaxAge",
    "autovacuumMultixactFreezeTableAge", "logAutovacuumMinDuration",
)  # fmt: skip
_YES, _NO = ("true", "on", "yes", "1"), ("false", "off", "no", "0")


def _option(name: str, text: str) -> str | int | float | bool | None:
    """Return an option of a view as drizzle-kit has it, or None: it refuses a snapshot with another name or type.

    Source: viewWithOption and matViewWithOption of drizzle-kit 0.31.
    """
    word, found = text.lower(), option_value(text)
    if name in _BOOLEANS:
        return word in _YES if word in (*_YES, *_NO) else None
    if name in _NUMBERS:
        return found if isinstance(found, int | float) and not isinstance(found, bool) else None
    if name == "vacuumIndexCleanup":
        return "on" if word in _YES else "off" if word in _NO else word
    return word if name == "checkOption" else None


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
    relations = (table for item in select.from_clause for table in walk(item, "RangeVar"))
    tables = {table.alias.aliasname or table.relname: f"{table.schemaname}.{table.relname}" for table in relations}
    only = next(iter(tables), "") if len(tables) == 1 else ""
    sources: dict[str, Source] = {}
    for target in select.target_list:
        value = inner(target.res_target.val)
        fields = names(value.fields) if kind_of(value) == "ColumnRef" else ()
        source = (tables.get(fields[-2] if len(fields) > 1 else only, ""), fields[-1]) if fields else None
        sources[target.res_target.name or (fields[-1] if fields else "")] = source
    return sources


def through_views(name: str, views: Mapping[str, ViewSources]) -> ViewSources:
    """Return the sources of a view, with those of another view in place of its columns."""
    found: dict[str, Source] = {}
    for column, source in views[name].items():
        last = source
        while last and last[1] in views.get(last[0], ()):
            last = views[last[0]][last[1]]
        found[column] = last
    return found


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
        shown = found or column
        if table and found and found.identity:  # its sequence has the view's schema, and by default the view's name
            has_default_name = found.identity.name == f"{table.name}_{found.name}_seq"
            name = f"{view.name}_{found.name}_seq" if has_default_name else found.identity.name
            shown = replace(found, identity=replace(found.identity, name=name, schema=view.schema))
        columns[shown.name] = shown
    return replace(view, columns=columns)

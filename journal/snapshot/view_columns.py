"""What the columns of views are in their tables: drizzle-kit writes them into the view as the table has them. Pure.

Only of a query that drizzle's query builder wrote: where somebody else did, the columns are declared with the view.
"""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from journal.catalog.values import MaterializedView
from journal.catalog.values import View as Plain
from journal.snapshot.values import Column, Table, View
from journal.sql.parser import parse_sql
from journal.sql.tree import inner, kind_of, names, walk

_BUILT = re.compile(r'(?:\(*select |with ").* from \(?"', re.DOTALL)

Source = tuple[str, str] | None
"""A table, as `schema.name`, and its column. None is an expression, which drizzle has no column for."""


@dataclass(frozen=True)
class Shown:
    """Where each column of a view comes from, by its name in the view; empty where it declares its own."""

    sources: Mapping[str, Source]

    def touches(self, tables: Container[str]) -> bool:
        """Whether it shows a column of one of these tables."""
        return any(source is not None and source[0] in tables for source in self.sources.values())


def shown_by(view: View, found: Plain | MaterializedView) -> Shown:
    """What a view shows. `found`: what the catalog has of it, where every name is qualified."""

    if not _BUILT.match(view.definition or ""):
        return Shown({})
    (statement,) = parse_sql(found.definition).stmts
    select = statement.stmt.select_stmt
    while select.HasField("larg"):
        select = select.larg
    return Shown(dict(_sources(select)))


def traced(shown: Shown, views: Mapping[str, Shown]) -> Shown:
    """The same, where views that it shows columns of stand for what those show."""
    return Shown({name: _traced(source, views) for name, source in shown.sources.items()})


def _traced(source: Source, views: Mapping[str, Shown]) -> Source:
    while source is not None and source[0] in views and source[1] in views[source[0]].sources:
        source = views[source[0]].sources[source[1]]
    return source


def _sources(select: Any) -> Iterator[tuple[str, Source]]:
    tables = {one.alias.aliasname or one.relname: f"{one.schemaname}.{one.relname}" for one in _tables(select)}
    for target in select.target_list:
        value = inner(target.res_target.val)
        fields = names(value.fields) if kind_of(value) == "ColumnRef" else ()
        alone = next(iter(tables), "") if len(tables) == 1 else ""
        source = (tables.get(fields[-2] if len(fields) > 1 else alone, ""), fields[-1]) if fields else None
        yield target.res_target.name or (fields[-1] if fields else ""), source


def _tables(select: Any) -> Iterator[Any]:
    for item in select.from_clause:
        yield from walk(item, "RangeVar")


def with_columns(view: View, shown: Shown, tables: Mapping[str, Table]) -> View:
    """The view with its columns as they are in these tables now."""
    if not shown.sources:
        return view
    columns: dict[str, Column] = {}
    for column in view.columns.values():
        source = shown.sources.get(column.name, ("", ""))
        if source is None:
            continue
        table = tables.get(source[0])
        held = table.columns.get(source[1]) if table else None
        columns[held.name if held else column.name] = _of_view(held, table, view) if held and table else column
    return replace(view, columns=columns)


def _of_view(column: Column, table: Table, view: View) -> Column:
    """A column of a table in a view: an identity that nobody named is called after the view, and is in its schema."""
    own = column.identity
    if own is None:
        return column
    is_unnamed = own.name == f"{table.name}_{column.name}_seq"
    name = f"{view.name}_{column.name}_seq" if is_unnamed else own.name
    return replace(column, identity=replace(own, name=name, schema=view.schema))

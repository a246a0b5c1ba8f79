"""Views, materialized or not. Pure."""

from collections.abc import Iterator

from journal.catalog.values import Column as CatalogColumn
from journal.catalog.values import MaterializedView
from journal.catalog.values import View as PlainView
from journal.snapshot.render.indexes import option_value
from journal.snapshot.render.source_schema import SchemaTexts
from journal.snapshot.render.types import type_of
from journal.snapshot.values import Column, View


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
    rendered = type_of(column, source.schema, None)
    return Column(name, rendered.type, rendered.schema)


def _options(options: tuple[str, ...]) -> Iterator[tuple[str, str | int | float | bool]]:
    """Yield the options by drizzle's names: `security_barrier=true` is securityBarrier."""
    for option in options:
        name, _, value = option.removeprefix("toast.").partition("=")
        first, *rest = name.split("_")
        yield first + "".join(word.capitalize() for word in rest), option_value(value)

"""Views, materialised or not. Pure."""

from collections.abc import Iterator
from itertools import chain

from journal.catalog.values import Column as Found
from journal.catalog.values import MaterializedView
from journal.catalog.values import View as Plain
from journal.snapshot.render.enums_sequences_roles import by_name
from journal.snapshot.render.indexes import option_value
from journal.snapshot.render.source_schema import SchemaTexts
from journal.snapshot.render.types import type_of
from journal.snapshot.values import Column, View


def views_of(told: SchemaTexts) -> dict[str, View]:
    """All views, by schema and name."""
    kinds = told.schema.by_kind
    found = chain(*(sorted(kinds.get(kind, ()), key=by_name) for kind in ("view", "materialized view")))
    return {f"{one.schema}.{one.name}": _view(told, one) for one in found if isinstance(one, Plain | MaterializedView)}


def _view(told: SchemaTexts, one: Plain | MaterializedView) -> View:
    stored = one if isinstance(one, MaterializedView) else None
    return View(
        columns={name: _column(told, one, name, type_) for name, type_ in one.columns},
        definition=told.text(one.key, "definition") or one.definition.strip(),
        name=one.name,
        schema=one.schema,
        is_existing=False,
        with_=dict(_options(one.options)) or None,
        with_no_data=True if stored and not stored.populated else None,
        materialized=stored is not None,
        tablespace=told.text(one.key, "tablespace") or (stored.tablespace or None if stored else None),
        using=told.text(one.key, "using") or (stored.access_method or None if stored else None),
    )


def _column(told: SchemaTexts, view: Plain | MaterializedView, name: str, type_: str) -> Column:
    """A column of a view. What it is in its table is not kept; drizzle-kit does not compare it either."""
    found = Found(view.schema, view.name, name, type_, "", None, "", "", "", "", "", "", (), inherited=False)
    spelt = type_of(found, told.schema, None)
    return Column(name, spelt.type, spelt.schema)


def _options(options: tuple[str, ...]) -> Iterator[tuple[str, str | int | float | bool]]:
    """Options by drizzle's names: `security_barrier=true` is securityBarrier."""
    for option in options:
        name, _, value = option.removeprefix("toast.").partition("=")
        first, *rest = name.split("_")
        yield first + "".join(word.capitalize() for word in rest), option_value(value)

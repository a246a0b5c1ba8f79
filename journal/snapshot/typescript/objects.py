"""Schemas, roles, enums, sequences, views and the policies of tables elsewhere, as drizzle declares them. Pure."""

from journal.catalog.values import Column as CatalogColumn
from journal.catalog.values import MaterializedView
from journal.catalog.values import View as PlainView
from journal.snapshot.model import Column, Sequence, View
from journal.snapshot.render.types import type_of
from journal.snapshot.typescript.columns import column_of, sequence_options
from journal.snapshot.typescript.literals import array, fields, key, string, template, value
from journal.snapshot.typescript.module import SchemaModule, table_of_policy
from journal.snapshot.typescript.names import property_names
from journal.snapshot.typescript.tables import function, policy_options

_MOST = "9223372036854775807"


def schemas(module: SchemaModule) -> list[str]:
    """Return the schemas. One that no migration creates is not exported, so that drizzle-kit does not create it."""
    exported = module.source.snapshot.schemas
    texts = []
    for name in (*exported, *module.schemas_elsewhere):
        word = "export const" if name in exported else "const"
        texts.append(f"{word} {module.name('schema', name)} = {module.use('pgSchema')}({string(name)});")
    return texts


def roles(module: SchemaModule) -> list[str]:
    """Return the roles that migrations created."""
    texts = []
    for name, role in module.source.snapshot.roles.items():
        options = {
            key: text
            for key, text, is_default in (
                ("createDb", "true", not role.create_db),
                ("createRole", "true", not role.create_role),
                ("inherit", "false", role.inherit),
            )
            if not is_default
        }
        argument = f", {fields(options)}" if options else ""
        texts.append(
            f"export const {module.name('role', name)} = {module.use('pgRole')}({string(role.name)}{argument});"
        )
    return texts


def enums(module: SchemaModule) -> list[str]:
    """Return the enums. drizzle's types ask for one label at least."""
    texts = []
    for name, enum in module.source.snapshot.enums.items():
        labels = array(map(string, enum.values)) if enum.values else "[] as unknown as [string]"
        word = function(module, enum.schema, "enum")
        texts.append(f"export const {module.name('enum', name)} = {word}({string(enum.name)}, {labels});")
    return texts


def sequences(module: SchemaModule) -> list[str]:
    """Return the sequences that no column owns."""
    return [
        f"export const {module.name('sequence', name)} = {function(module, one.schema, 'sequence')}"
        f"({string(one.name)}{_options(one)});"
        for name, one in module.source.snapshot.sequences.items()
    ]


def _options(one: Sequence) -> str:
    numbers = (one.increment, one.start_with, one.min_value, one.max_value)
    options = sequence_options(numbers, one.cache, _MOST, cycle=one.cycle)
    return f", {fields(options)}" if options else ""


def views(module: SchemaModule) -> list[str]:
    """Return the views with their columns, all nullable: PostgreSQL does not know which ones are not."""
    return [_view(module, name, view) for name, view in module.source.snapshot.views.items()]


def _view(module: SchemaModule, name: str, view: View) -> str:
    module.untold.add("view")
    module.use("sql")
    columns = _view_columns(module, view)
    properties = property_names(columns, keep_names=module.options.keep_names)
    body = "".join(f"  {key(properties[name])}: {text},\n" for name, text in columns.items())
    word = function(module, view.schema, "materializedView" if view.materialized else "view")
    text = f"export const {module.name('view', name)} = {word}({string(view.name)}, {{\n{body}}})"
    options = fields({option: value(one) for option, one in (view.with_ or {}).items()})
    text += f".using({string(view.using)})" if view.using else ""
    text += f".with({options})" if options else ""
    text += f".tablespace({string(view.tablespace)})" if view.tablespace else ""
    text += ".withNoData()" if view.with_no_data else ""
    return f"{text}.as({template(view.definition or '')});"


def _view_columns(module: SchemaModule, view: View) -> dict[str, str]:
    catalog = module.source.catalog
    kind = "materialized view" if view.materialized else "view"
    found = catalog.objects.get((kind, view.schema, view.name))
    shown = found.columns if isinstance(found, PlainView | MaterializedView) else ()
    columns = {}
    for name, type_ in shown:
        own = CatalogColumn(view.schema, view.name, name, type_, "", None, "", "", "", "", "", "", (), inherited=False)
        columns[name] = column_of(module, Column(name, *type_of(own, catalog, None)), view.name)
    return columns


def policies(module: SchemaModule) -> list[str]:
    """Return the policies on tables that the snapshot does not have."""
    texts = []
    for name, policy in module.source.snapshot.policies.items():
        table = module.name("table", table_of_policy(policy.on or ""))
        call = f"{module.use('pgPolicy')}({string(policy.name)}{policy_options(module, policy)})"
        texts.append(f"export const {module.name('policy', name)} = {call}.link({table});")
    return texts

"""The statements that create a table or a column, in the order in which they can run, for a copy's note. Pure."""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import replace

from journal.backup.note import DefinitionStatement
from journal.backup.source import BackupSource
from journal.catalog.compare import compare
from journal.catalog.ddl.tables import alter_column, columns_of, create_column
from journal.catalog.ddl.words import drop_target, object_keyword
from journal.catalog.exclusions import without
from journal.catalog.quoting import quoted
from journal.catalog.types_functions_grants import Function
from journal.catalog.values import Column, Constraint, Index, Key, Object, Schema, Statistics, Table

_TYPES = ("enum", "domain", "composite type", "range type", "collation", "function")
_VIEWS = ("view", "materialized view")
_PROGRAMS = ("trigger", "policy", "rule")


def definition(schema: Schema, source: BackupSource) -> tuple[DefinitionStatement, ...]:
    """Return the statements. A column's NOT NULL and FORCE ROW LEVEL SECURITY come last, after the rows are inserted.

    `source` has a schema, and its table is in `schema`.
    """
    table_key = ("table", source.schema, source.table)
    table = schema.objects[table_key]
    assert isinstance(table, Table)  # noqa: S101 - the caller has found it
    own = frozenset(_of_column(schema, source) if source.column else [table_key, *_statistics(schema, table)])
    parts = _with_dependents(own, schema)
    dependent, needed = _dependent(schema, table, parts), _needed(schema, parts)
    roles = dict.fromkeys(_with_dependents(needed, schema), "needed")
    roles |= dict.fromkeys(_with_dependents(dependent, schema), "dependent") | dict.fromkeys(parts, "own")
    by_name = {(schema.objects[key].kind, schema.objects[key].title): role for key, role in roles.items()}
    gone = own | dependent | needed
    made = [
        DefinitionStatement(d.kind, d.name, d.facet, d.sql, by_name.get((d.kind, d.name), "own"))
        for d in compare(_open(schema, table), without(schema, lambda item: item.key in gone))
        if d.sql and not (source.column and d.kind == "column" and not d.facet)
    ]
    if table.forced_row_security and not source.column:
        sql = f"ALTER TABLE {quoted(table.schema, table.name)} FORCE ROW LEVEL SECURITY;"
        made.append(DefinitionStatement("table", table.title, "forced row security", sql))
    owned = [(schema.objects[key], role) for key, role in roles.items() if role != "own" and key in schema.owners]
    columns = (item for item in columns_of(table, schema) if source.column in ("", item.name))
    return (*made, *(_owner(item, schema.owners[item.key], role) for item, role in owned), *_columns(columns, schema))


def _open(schema: Schema, table: Table) -> Schema:
    """Return the schema with a table whose owner can insert rows."""
    return replace(schema, objects={**schema.objects, table.key: replace(table, forced_row_security=False)})


def _owner(item: Object, owner: str, role: str) -> DefinitionStatement:
    """Return the OWNER TO: views read, and some functions run, with the rights of their owner."""
    sql = f"ALTER {object_keyword(item.kind)} {drop_target(item.key)} OWNER TO {quoted(owner)};"
    return DefinitionStatement(item.kind, item.title, "owner", sql, role)


def _columns(columns: Iterable[Column], schema: Schema) -> Iterator[DefinitionStatement]:
    """Yield each column alone, for a table that has lost it."""
    for item in columns:
        yield DefinitionStatement("column", item.title, "", create_column(replace(item, not_null=""), schema), "column")
        if item.not_null and not item.identity:
            yield DefinitionStatement("column", item.title, "not null", f"{alter_column(item)} SET NOT NULL;", "column")


def _with_dependents(keys: Set[Key], schema: Schema) -> frozenset[Key]:
    """Return these objects, and all that are dropped with them."""
    return frozenset(schema.objects.keys() - without(schema, lambda item: item.key in keys).objects.keys())


def _of_column(schema: Schema, source: BackupSource) -> Iterator[Key]:
    """Yield the column, and the constraints and indexes that are dropped with it."""
    yield ("column", source.schema, source.table, source.column)
    for key, item in schema.objects.items():
        if not isinstance(item, Constraint | Index) or (item.schema, item.table) != (source.schema, source.table):
            continue
        if isinstance(item, Constraint):
            names = {*item.columns}
        else:
            texts = " ".join([*(part.expression for part in item.keys), item.where or ""])
            names = {*(part.column for part in item.keys), *item.include}
            names |= {*re.findall(r"\w+", texts), *re.findall(r'"(.+?)"', texts)}
        if source.column in names:
            yield key


def _statistics(schema: Schema, table: Table) -> Iterator[Key]:
    """Yield the table's extended statistics, which the catalog does not attach to it."""
    ends = tuple(f" FROM {text}" for text in _spellings(table.schema, table.name))
    for key, item in schema.objects.items():
        if isinstance(item, Statistics) and item.definition.endswith(ends):
            yield key


def _dependent(schema: Schema, table: Table, parts: Set[Key]) -> frozenset[Key]:
    """Return views on the table, views on those, and the foreign keys of other tables to it."""
    found: set[Key] = set()
    grows = True
    while grows:
        more = {
            key
            for key, needs in schema.needs.items()
            if key[0] in _VIEWS and key not in found and needs & (found | {table.key})
        }
        found, grows = found | more, bool(more)
    referred = [f"REFERENCES {text}(" for text in _spellings(table.schema, table.name)]
    for key, item in schema.objects.items():
        is_other = isinstance(item, Constraint) and item.type == "foreign key" and key not in parts
        if is_other and any(text in item.definition for text in referred):  # type: ignore[attr-defined]
            found.add(key)
    return frozenset(found)


def _needed(schema: Schema, parts: Set[Key]) -> frozenset[Key]:
    """Return the types and the functions of defaults, checks and triggers that must exist, and what they need."""
    # The catalog's order does not have the functions that triggers, policies and rules call.
    programs = [schema.objects[key] for key in parts if key[0] in _PROGRAMS]
    texts = "\n".join(
        str(getattr(item, field, "") or "") for item in programs for field in ("definition", "using", "check")
    )
    found = {
        key
        for key, item in schema.objects.items()
        if texts
        and isinstance(item, Function)
        and any(f"{text}(" in texts for text in _spellings(item.schema, item.name))
    }
    todo = [*parts, *found]
    while todo:
        for key in schema.needs.get(todo.pop(), ()):
            if key[0] in _TYPES and key not in found and key not in parts:
                found.add(key)
                todo.append(key)
    return frozenset(found)


def _spellings(space: str, name: str) -> list[str]:
    """Return the spellings that PostgreSQL may use for a qualified name: it quotes keywords, too."""
    return [f"{a}.{b}" for a in (space, quoted(space)) for b in (name, quoted(name))]

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
    roles = dict.fromkeys(_with_dependents(needed, schema), "needed") | dict.fromkeys(
        _with_dependents(dependent, schema), "dependent"
    )
    roles |= dict.fromkeys(parts, "own")
    by_name = {(schema.objects[key].kind, schema.objects[key].title): role for key, role in roles.items()}
    gone = own | dependent | needed
    differences = compare(_open(schema, table), without(schema, lambda item: item.key in gone))
    made = [
        DefinitionStatement(d.kind, d.name, d.facet, d.sql, by_name.get((d.kind, d.name), "own"))
        for d in differences
        if d.sql
    ]
    made = [item for item in made if not (source.column and item.kind == "column" and not item.facet)]
    columns = [item for item in columns_of(table, schema) if source.column in ("", item.name)]
    forced = _forced(table) if not source.column else ()
    owned = [(schema.objects[key], role) for key, role in roles.items() if role != "own" and key in schema.owners]
    return (
        *made,
        *forced,
        *(_owner(item, schema.owners[item.key], role) for item, role in owned),
        *_columns(columns, schema),
    )


def _open(schema: Schema, table: Table) -> Schema:
    """Return the schema with a table whose owner can insert rows."""
    return replace(schema, objects={**schema.objects, table.key: replace(table, forced_row_security=False)})


def _owner(item: Object, owner: str, role: str) -> DefinitionStatement:
    """Return the OWNER TO: views read, and some functions run, with the rights of their owner."""
    sql = f"ALTER {object_keyword(item.kind)} {drop_target(item.key)} OWNER TO {quoted(owner)};"
    return DefinitionStatement(item.kind, item.title, "owner", sql, role)


def _forced(table: Table) -> Iterator[DefinitionStatement]:
    if table.forced_row_security:
        sql = f"ALTER TABLE {quoted(table.schema, table.name)} FORCE ROW LEVEL SECURITY;"
        yield DefinitionStatement("table", table.title, "forced row security", sql)


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
        is_of_table = isinstance(item, Constraint | Index) and (item.schema, item.table) == (
            source.schema,
            source.table,
        )
        if is_of_table and source.column in _columns_in(item):  # type: ignore[arg-type]
            yield key


def _statistics(schema: Schema, table: Table) -> Iterator[Key]:
    """Yield the table's extended statistics, which the catalog does not attach to it."""
    ends = tuple(f" FROM {text}" for text in _spellings(table.schema, table.name))
    for key, item in schema.objects.items():
        if isinstance(item, Statistics) and item.definition.endswith(ends):
            yield key


def _columns_in(item: Constraint | Index) -> Set[str]:
    if isinstance(item, Constraint):
        return {*item.columns}
    texts = " ".join([*(key.expression for key in item.keys), item.where or ""])
    return {
        *(key.column for key in item.keys),
        *item.include,
        *re.findall(r"\w+", texts),
        *re.findall(r'"(.+?)"', texts),
    }


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
    found: set[Key] = set(_called(schema, parts))
    todo = [*parts, *found]
    while todo:
        for key in schema.needs.get(todo.pop(), ()):
            if key[0] in _TYPES and key not in found and key not in parts:
                found.add(key)
                todo.append(key)
    return frozenset(found)


def _called(schema: Schema, parts: Set[Key]) -> Iterator[Key]:
    """Yield the functions that triggers, policies and rules call: the catalog's order does not have these."""
    texts = "\n".join(_text(schema.objects[key]) for key in parts if key[0] in _PROGRAMS)
    for key, item in schema.objects.items() if texts else ():
        if isinstance(item, Function) and any(f"{text}(" in texts for text in _spellings(item.schema, item.name)):
            yield key


def _text(item: Object) -> str:
    return " ".join(str(getattr(item, field, "") or "") for field in ("definition", "using", "check"))


def _spellings(space: str, name: str) -> list[str]:
    """Return the spellings that PostgreSQL may use for a qualified name: it quotes keywords, too."""
    return [f"{a}.{b}" for a in (space, quoted(space)) for b in (name, quoted(name))]

"""What a table or a column is made of, as statements in the order they can run: what its backup notes. Pure."""

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
from journal.catalog.values import Column, Constraint, Function, Index, Key, Object, Schema, Statistics, Table

_TYPES = ("enum", "domain", "composite type", "range type", "collation", "function")
_VIEWS = ("view", "materialized view")
_PROGRAMS = ("trigger", "policy", "rule")


def definition(schema: Schema, source: BackupSource) -> tuple[DefinitionStatement, ...]:
    """The statements. NOT NULL of a column and FORCE ROW LEVEL SECURITY come last, so that rows can be put in before.

    `source` is complete, and its table is in the schema.
    """
    table_key = ("table", source.schema, source.table)
    table = schema.objects[table_key]
    assert isinstance(table, Table)  # noqa: S101 - whoever calls has looked
    own = frozenset(_of_column(schema, source) if source.column else [table_key, *_statistics(schema, table)])
    parts = _hanging_on(own, schema)
    dependent, needed = _dependent(schema, table, parts), _needed(schema, parts)
    roles = dict.fromkeys(_hanging_on(needed, schema), "needed") | dict.fromkeys(
        _hanging_on(dependent, schema), "dependent"
    )
    roles |= dict.fromkeys(parts, "own")
    by_name = {(schema.objects[key].kind, schema.objects[key].title): role for key, role in roles.items()}
    gone = own | dependent | needed
    told = compare(_open(schema, table), without(schema, lambda one: one.key in gone))
    made = [
        DefinitionStatement(d.kind, d.name, d.facet, d.sql, by_name.get((d.kind, d.name), "own")) for d in told if d.sql
    ]
    made = [one for one in made if not (source.column and one.kind == "column" and not one.facet)]
    columns = [one for one in columns_of(table, schema) if source.column in ("", one.name)]
    forced = _forced(table) if not source.column else ()
    owned = [(schema.objects[key], role) for key, role in roles.items() if role != "own" and key in schema.owners]
    return (
        *made,
        *forced,
        *(_owner(one, schema.owners[one.key], role) for one, role in owned),
        *_columns(columns, schema),
    )


def _open(schema: Schema, table: Table) -> Schema:
    """The schema with a table whose owner may put rows in."""
    return replace(schema, objects={**schema.objects, table.key: replace(table, forced_row_security=False)})


def _owner(one: Object, owner: str, role: str) -> DefinitionStatement:
    """Whose it is: a view reads, and some functions run, with what their owner may do."""
    sql = f"ALTER {object_keyword(one.kind)} {drop_target(one.key)} OWNER TO {quoted(owner)};"
    return DefinitionStatement(one.kind, one.title, "owner", sql, role)


def _forced(table: Table) -> Iterator[DefinitionStatement]:
    if table.forced_row_security:
        sql = f"ALTER TABLE {quoted(table.schema, table.name)} FORCE ROW LEVEL SECURITY;"
        yield DefinitionStatement("table", table.title, "forced row security", sql)


def _columns(columns: Iterable[Column], schema: Schema) -> Iterator[DefinitionStatement]:
    """Each column by itself, for a table that has lost it."""
    for one in columns:
        yield DefinitionStatement("column", one.title, "", create_column(replace(one, not_null=""), schema), "column")
        if one.not_null and not one.identity:
            yield DefinitionStatement("column", one.title, "not null", f"{alter_column(one)} SET NOT NULL;", "column")


def _hanging_on(keys: Set[Key], schema: Schema) -> frozenset[Key]:
    """These, and all that goes with them."""
    return frozenset(schema.objects.keys() - without(schema, lambda one: one.key in keys).objects.keys())


def _of_column(schema: Schema, source: BackupSource) -> Iterator[Key]:
    """The column, and the constraints and indexes that go when it is dropped."""
    yield ("column", source.schema, source.table, source.column)
    for key, one in schema.objects.items():
        is_of_table = isinstance(one, Constraint | Index) and (one.schema, one.table) == (source.schema, source.table)
        if is_of_table and source.column in _columns_in(one):  # type: ignore[arg-type]
            yield key


def _statistics(schema: Schema, table: Table) -> Iterator[Key]:
    """Extended statistics, which the catalog does not hang on their table."""
    ends = tuple(f" FROM {text}" for text in _spellings(table.schema, table.name))
    for key, one in schema.objects.items():
        if isinstance(one, Statistics) and one.definition.endswith(ends):
            yield key


def _columns_in(one: Constraint | Index) -> Set[str]:
    if isinstance(one, Constraint):
        return {*one.columns}
    texts = " ".join([*(key.expression for key in one.keys), one.where or ""])
    return {*(key.column for key in one.keys), *one.include, *re.findall(r"\w+", texts), *re.findall(r'"(.+?)"', texts)}


def _dependent(schema: Schema, table: Table, parts: Set[Key]) -> frozenset[Key]:
    """Views on the table, views on those, and the foreign keys of other tables to it."""
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
    for key, one in schema.objects.items():
        is_other = isinstance(one, Constraint) and one.type == "foreign key" and key not in parts
        if is_other and any(text in one.definition for text in referred):  # type: ignore[attr-defined]
            found.add(key)
    return frozenset(found)


def _needed(schema: Schema, parts: Set[Key]) -> frozenset[Key]:
    """The types, and the functions of defaults, checks and triggers, that have to be there, and what they need."""
    found: set[Key] = set(_called(schema, parts))
    todo = [*parts, *found]
    while todo:
        for key in schema.needs.get(todo.pop(), ()):
            if key[0] in _TYPES and key not in found and key not in parts:
                found.add(key)
                todo.append(key)
    return frozenset(found)


def _called(schema: Schema, parts: Set[Key]) -> Iterator[Key]:
    """The functions that triggers, policies and rules call; of these the catalog's order has no need to know."""
    texts = "\n".join(_text(schema.objects[key]) for key in parts if key[0] in _PROGRAMS)
    for key, one in schema.objects.items() if texts else ():
        if isinstance(one, Function) and any(f"{text}(" in texts for text in _spellings(one.schema, one.name)):
            yield key


def _text(one: Object) -> str:
    return " ".join(str(getattr(one, field, "") or "") for field in ("definition", "using", "check"))


def _spellings(space: str, name: str) -> list[str]:
    """A qualified name as PostgreSQL may write it: what is a keyword has quotes, too."""
    return [f"{a}.{b}" for a in (space, quoted(space)) for b in (name, quoted(name))]

"""Archives: rows that the forward file copied to a table before it dropped them, and the SQL that brings them back."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from journal.authoring.derive.values import Archive
from journal.authoring.sql_names import spelt
from journal.catalog.ddl.tables import columns_of
from journal.catalog.quoting import literal
from journal.catalog.values import OWN_SEQUENCE, Column, Constraint, Schema, Table
from journal.sql.parsed import Parsed
from journal.sql.parser import parse_sql
from journal.sql.tree import choice, inner, kind_of

_CREATE_TABLE_AS = re.compile(r"\bCREATE\s+TABLE\s[^;]*?\bAS\s[^;]*", re.IGNORECASE)


def archives_in(statements: Iterable[Parsed]) -> Iterator[Archive]:
    """Yield every `CREATE TABLE … AS` of one table's columns that skips no row."""
    import postgast

    for statement in statements:
        if statement.kind == "create_table_as_stmt" and choice(statement.node, "objtype") == "OBJECT_TABLE":
            yield from _archive(statement.node)
        for text in _CREATE_TABLE_AS.findall(statement.text) if statement.kind == "do_stmt" else ():
            with suppress(postgast.PgQueryError):
                yield from _archive(parse_sql(text).stmts[0].stmt.create_table_as_stmt)


def _archive(node: Any) -> Iterator[Archive]:
    select = inner(node.query)
    if kind_of(select) != "SelectStmt" or len(select.from_clause) != 1:
        return
    # A row with NULL in a column has nothing to archive; any other condition skips rows.
    if select.HasField("where_clause") and choice(select.where_clause.null_test, "nulltesttype") != "IS_NOT_NULL":
        return
    fields = [inner(target.res_target.val) for target in select.target_list]
    source = inner(select.from_clause[0])
    if kind_of(source) != "RangeVar" or any(kind_of(field) != "ColumnRef" for field in fields):
        return
    lasts = [field.fields[-1] for field in fields]
    columns = tuple(last.string.sval for last in lasts if last.WhichOneof("node") == "string")
    name = spelt(node.into.rel.schemaname, node.into.rel.relname)
    yield Archive(source.relname, name, columns if len(columns) == len(lasts) else ())


def rows_back(archive: Archive, table: Table, schema: Schema) -> tuple[str, ...]:
    """Return the statements that copy an archived table's rows into the table, once all else of it is there."""
    columns = columns_of(table, schema)
    where, names = spelt(table.schema, table.name), ", ".join(spelt(one.name) for one in columns if not one.generated)
    copy = f"INSERT INTO {where} ({names}) OVERRIDING SYSTEM VALUE\nSELECT {names} FROM {archive.name};"
    numbers = (
        f"SELECT setval(pg_get_serial_sequence({literal(where)}, {literal(column.name)}), max({spelt(column.name)})) "
        f"FROM {where} HAVING max({spelt(column.name)}) IS NOT NULL;"
        for column in columns
        if column.identity or column.default == OWN_SEQUENCE
    )
    return (*_without_triggers(where, copy), *numbers)


def values_back(archive: Archive, column: Column, schema: Schema) -> tuple[str, ...]:
    """Return the statements that copy an archived column's values; none where the archive lacks the table's key."""
    key = primary_key(schema, column.schema, column.table)
    if not key or not {*key, column.name} <= {*(archive.columns or (*key, column.name))}:
        return ()
    where, name = spelt(column.schema, column.table), spelt(column.name)
    same = " AND ".join(f"now.{spelt(part)} = old.{spelt(part)}" for part in key)
    copy = f"UPDATE {where} AS now SET {name} = old.{name}\n  FROM {archive.name} AS old\n WHERE {same};"
    return _without_triggers(where, copy)


def primary_key(schema: Schema, space: str, table: str) -> tuple[str, ...]:
    """Return the columns of a table's primary key; none where it has none."""
    constraints = (found for found in schema.by_kind.get("constraint", ()) if isinstance(found, Constraint))
    keys = (found for found in constraints if found.type == "primary key")
    return next((found.columns for found in keys if (found.schema, found.table) == (space, table)), ())


def _without_triggers(where: str, sql: str) -> tuple[str, ...]:
    """Run it without the table's triggers: a row that comes back is neither new nor edited.

    A deferred check that is waiting would refuse the ALTER TABLE.
    """
    off, on = (f"ALTER TABLE {where} {word} TRIGGER USER;" for word in ("DISABLE", "ENABLE"))
    return "SET CONSTRAINTS ALL IMMEDIATE;", off, sql, on

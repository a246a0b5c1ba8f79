"""Rows that the forward file copied to an archive before it took them away: how they come back."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from journal.authoring.derive.refs import former, schema_of, written
from journal.authoring.derive.values import Archive, DownFileRemark, Fate, ForwardStatement, Ref, Undo
from journal.authoring.sql_names import spelt
from journal.catalog.values import OWN_SEQUENCE, Column, Constraint, Table
from journal.sql.parsed import Parsed
from journal.sql.parser import parse_sql
from journal.sql.tree import choice, inner, kind_of

_INSIDE = re.compile(r"\bCREATE\s+TABLE\s[^;]*?\bAS\s[^;]*", re.IGNORECASE)


def archives_in(statements: Iterable[Parsed]) -> Iterator[Archive]:
    """Every `CREATE TABLE … AS` of one table's columns, without a condition that would leave rows out."""
    for statement in statements:
        for node in _table_makers(statement):
            found = _archive(node)
            if found:
                yield found


def _table_makers(statement: Parsed) -> Iterator[Any]:
    """Also those in a block of code, where they can be asked for only if there is something to archive."""
    import postgast  # noqa: PLC0415

    if statement.kind == "create_table_as_stmt" and choice(statement.node, "objtype") == "OBJECT_TABLE":
        yield statement.node
    if statement.kind == "do_stmt":
        for text in _INSIDE.findall(statement.text):
            with suppress(postgast.PgQueryError):
                yield parse_sql(text).stmts[0].stmt.create_table_as_stmt


def _archive(node: Any) -> Archive | None:
    select = inner(node.query)
    if kind_of(select) != "SelectStmt" or len(select.from_clause) != 1 or not _takes_all(select):
        return None
    if select.from_clause[0].WhichOneof("node") != "range_var":
        return None
    fields = [inner(one.res_target.val) for one in select.target_list]
    if any(kind_of(one) != "ColumnRef" for one in fields):
        return None
    lasts = [one.fields[-1] for one in fields]
    columns = tuple(one.string.sval for one in lasts if one.WhichOneof("node") == "string")
    whole = len(columns) != len(lasts)
    target = node.into.rel
    source = select.from_clause[0].range_var
    name = spelt(target.schemaname, target.relname)
    return Archive(source.schemaname, source.relname, name, () if whole else columns)


def _takes_all(select: Any) -> bool:
    """Whether no row is left out, but for those that have nothing in a column."""
    test = select.where_clause.null_test
    return not select.HasField("where_clause") or choice(test, "nulltesttype") == "IS_NOT_NULL"


def with_rows(step: ForwardStatement, undo: Undo, ref: Ref) -> Undo:
    """The way back of a dropped table, with its rows where the file has archived them."""
    archive = step.file.archives.get(ref.name)
    table = former(step, "table", ref)
    if archive is None or archive.columns or not isinstance(table, Table) or not undo.sql:
        return undo
    columns = _columns(step, ref)
    names = ", ".join(spelt(one.name) for one in columns if not one.generated)
    where = written(ref, step)
    back = f"INSERT INTO {where} ({names}) OVERRIDING SYSTEM VALUE\nSELECT {names} FROM {archive.name};"
    numbers = [_continued(where, one) for one in columns if one.identity or one.default == OWN_SEQUENCE]
    return Undo((*undo.sql, *_quietly(where, back), *numbers), _told(undo, ref.name), undo.open, undo.explained)


def with_values(step: ForwardStatement, undo: Undo, ref: Ref, column: str) -> Undo:
    """The same for a dropped column; the archive has the table's key beside it."""
    archive = step.file.archives.get(ref.name)
    key = _key(step, ref)
    if archive is None or not key or not {*key, column} <= {*(archive.columns or (*key, column))}:
        return undo
    where, name = written(ref, step), spelt(column)
    same = " AND ".join(f"now.{spelt(one)} = old.{spelt(one)}" for one in key)
    back = f"UPDATE {where} AS now SET {name} = old.{name}\n  FROM {archive.name} AS old\n WHERE {same};"
    first = [sql for sql in undo.sql if not sql.startswith("-- Every row")]
    last = [sql.partition("\n")[2] for sql in undo.sql if sql.startswith("-- Every row")]
    sql = (first[0], *_quietly(where, back), *first[1:], *last)
    return Undo(sql, _told(undo, f"{ref.name}.{column}"), undo.open, undo.explained)


def _told(undo: Undo, what: str) -> tuple[DownFileRemark, ...]:
    others = tuple(one for one in undo.told if one.fate is not Fate.GONE)
    return (*others, DownFileRemark(Fate.GONE, f"of {what} what came after the archive was made"))


def _quietly(where: str, sql: str) -> tuple[str, ...]:
    """Without the table's triggers: what comes back is no new row, and no edit.

    A deferred check would keep the table from being altered afterwards.
    """
    off, on = (f"ALTER TABLE {where} {word} TRIGGER USER;" for word in ("DISABLE", "ENABLE"))
    return "SET CONSTRAINTS ALL IMMEDIATE;", off, sql, on


def _continued(where: str, one: Column) -> str:
    text = f"'{where.replace(chr(39), chr(39) * 2)}', '{one.name.replace(chr(39), chr(39) * 2)}'"
    return (
        f"SELECT setval(pg_get_serial_sequence({text}), max({spelt(one.name)})) FROM {where} "
        f"HAVING max({spelt(one.name)}) IS NOT NULL;"
    )


def _columns(step: ForwardStatement, ref: Ref) -> list[Column]:
    assert step.states is not None  # noqa: S101 - the table was found in them
    schema = schema_of(ref, step)
    names = step.states.before.positions.get(("table", schema, ref.name), ())
    found = (step.states.before.objects.get(("column", schema, ref.name, name)) for name in names)
    return [one for one in found if isinstance(one, Column)]


def _key(step: ForwardStatement, ref: Ref) -> tuple[str, ...]:
    if not step.states:
        return ()
    schema = schema_of(ref, step)
    for one in step.states.before.by_kind.get("constraint", ()):
        if isinstance(one, Constraint) and (one.schema, one.table, one.type) == (schema, ref.name, "primary key"):
            return one.columns
    return ()

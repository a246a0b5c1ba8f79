"""Statements on rows, and blocks of code: what they change is no schema, and is not known afterwards."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from journal.authoring.derive.difference import by_difference
from journal.authoring.derive.refs import of_relation
from journal.authoring.derive.values import (
    NOTHING,
    Fate,
    ForwardStatement,
    Ref,
    SchemaBeforeAfter,
    Undo,
    said,
    together,
)
from journal.authoring.sql_names import spelt
from journal.catalog.quoting import readable
from journal.catalog.values import Column, Schema
from journal.sql.tree import kind_of, walk

_CHANGES_ROWS = re.compile(
    r"\b(insert\s+into|update\s+(?!of\b|skip\b|nowait\b)\w+|delete\s+from|truncate|merge\s+into|copy|execute|call|perform)\b",
    re.IGNORECASE,
)
_CHANGES_SCHEMA = re.compile(r"\b(create|alter|drop|comment\s+on|grant|revoke|execute|rename)\b", re.IGNORECASE)
_RENAMES = re.compile(r"\brename\s+to\b", re.IGNORECASE)
_COMMENTS = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_WORDS = {"insert_stmt": "INSERT", "update_stmt": "UPDATE", "delete_stmt": "DELETE", "merge_stmt": "MERGE"}


def rows(step: ForwardStatement) -> Undo | None:
    """INSERT, UPDATE, DELETE, MERGE: nothing where their table or columns go anyway, else it is not undone."""
    if all(_goes_anyway(step, node) for node in _changes(step)):
        return NOTHING
    ref = of_relation(step.node.relation)
    columns = _set(step.node) if step.statement.kind == "update_stmt" else []
    left = [column for column in columns if not step.is_made(ref, column)]
    listed = f" ({', '.join(left)})" if left else ""
    what = f"{_WORDS[step.statement.kind]} of {ref.name}{listed}"
    way = f"; kept beside it, it can be: journal new NAME --transform {ref.name}.{left[0]}" if len(left) == 1 else ""
    return not_undone(step, f"the {what}, statement {step.number}, changed rows, and what they were is not known{way}")


def not_undone(step: ForwardStatement, text: str) -> Undo:
    """It stays, where that was said to be right; else somebody has to say so, or write it."""
    if step.file.data_stays:
        return Undo(told=said(Fate.STAYS, text))
    return Undo(open=(text,))


def _changes(step: ForwardStatement) -> Iterator[Any]:
    """The statement itself, and those in its WITH."""
    for kind in ("InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"):
        yield from walk(step.node, kind)


def _goes_anyway(step: ForwardStatement, node: Any) -> bool:
    ref = of_relation(node.relation)
    if step.is_made(ref) or ref.name.startswith("_backup_"):
        return True
    columns = _set(node) if kind_of(node) == "UpdateStmt" else []
    return bool(columns) and all(step.is_made(ref, column) for column in columns)


def _set(node: Any) -> list[str]:
    return [one.res_target.name for one in node.target_list]


def truncate(step: ForwardStatement) -> Undo | None:
    """TRUNCATE."""
    refs = [of_relation(one.range_var) for one in step.node.relations]
    if all(step.is_made(ref) for ref in refs):
        return NOTHING
    return not_undone(step, f"the TRUNCATE of {', '.join(ref.name for ref in refs)} took rows that nothing brings back")


def code(step: ForwardStatement) -> Undo | None:
    """DO and CALL: the schema by what they changed of it; rows only where the text speaks of none."""
    text = _COMMENTS.sub("", step.statement.text)
    touches_rows = bool(_CHANGES_ROWS.search(text)) or step.statement.kind == "call_stmt"
    if step.states is None and (touches_rows or _CHANGES_SCHEMA.search(text)):
        return None
    found = _of_schema(step.states) if step.states else NOTHING
    if step.states and not step.states.same and _RENAMES.search(text):
        found = Undo(open=(f"the block of code, statement {step.number}, renames something: rename it back",))
    if not touches_rows:
        return found
    told = not_undone(step, f"the block of code, statement {step.number}, may have changed rows")
    return Undo(found.sql, (*found.told, *told.told), (*found.open, *told.open), found.explained)


def query(step: ForwardStatement) -> Undo | None:
    """SELECT: nothing, unless a function in it did something, or it made a table."""
    if step.node.into_clause.rel.relname:
        name = spelt(step.node.into_clause.rel.schemaname, step.node.into_clause.rel.relname)
        return Undo((f"DROP TABLE IF EXISTS {name};",), said(Fate.LOST, f"the rows of {name}"))
    called = {one.funcname[-1].string.sval for one in walk(step.node, "FuncCall")} - _HARMLESS
    found = _of_schema(step.states) if step.states and not step.states.same else NOTHING
    if called - {"setval"}:
        text = f"{', '.join(sorted(called))}(), called by statement {step.number}, may have changed rows"
        return together([not_undone(step, text), found])
    if called:
        return Undo(told=said(Fate.STAYS, f"the number that statement {step.number} gave a sequence"))
    return found


_HARMLESS = frozenset(
    ["set_config", "current_setting", "pg_sleep", "pg_advisory_lock", "pg_advisory_unlock", "pg_advisory_xact_lock",
     "count", "max", "min", "sum", "coalesce", "now", "to_regclass", "to_regtype", "version", "exists", "lower",
     "upper", "length", "pg_get_serial_sequence"]
)  # fmt: skip


def _of_schema(states: SchemaBeforeAfter) -> Undo:
    """What a block did to the schema. It may have renamed what looks dropped and made: then rows are at stake."""
    renames, seen = _renamed_columns(states)
    undo = by_difference(seen)
    moved = _looks_moved(seen)
    if moved:
        return Undo(open=(f"a block of code has {moved}; if it was renamed, rename it back",))
    return Undo((*renames, *undo.sql), undo.told, undo.open, undo.explained)


def _looks_moved(states: SchemaBeforeAfter) -> str:
    """What a rename in a block looks like: a table gone and another new, a new column that does not stand last."""
    before, after = states.before.objects, states.after.objects
    gone = {key for key in before if key[0] == "table" and key not in after}
    new = {key for key in after if key[0] == "table" and key not in before and not key[2].startswith("_backup_")}
    if gone and new:
        return f"taken a table away and made another ({', '.join(sorted(readable(key[1:]) for key in gone | new))})"
    for key, places in states.before.positions.items():
        now = states.after.positions.get(key, ())
        added = [name for name in now if name not in places]
        if added and list(now[-len(added) :]) != added:
            return f"given a column of {readable(key[1:])} another name ({', '.join(added)})"
        lost = [name for name in places if name not in now]
        if added and lost:
            return f"taken a column of {readable(key[1:])} away and made another ({', '.join([*lost, *added])})"
    return ""


def _renamed_columns(states: SchemaBeforeAfter) -> tuple[list[str], SchemaBeforeAfter]:
    """RENAME back for each column that has another name at the same place, and the states as if it had happened."""
    found, after = [], states.after
    for key, places in states.before.positions.items():
        now = after.positions.get(key, ())
        for old, new in zip(places, now, strict=False):
            if old != new and old not in now and new not in places and _same(states, key, old, new):
                found.append(f"ALTER TABLE {spelt(*key[1:])} RENAME COLUMN {spelt(new)} TO {spelt(old)};")
                after = _renamed(after, Ref(key[1], key[2]), new, old)
    return found, SchemaBeforeAfter(states.before, after)


def _same(states: SchemaBeforeAfter, table: tuple[str, ...], old: str, new: str) -> bool:
    one = states.before.objects.get(("column", *table[1:], old))
    other = states.after.objects.get(("column", *table[1:], new))
    return isinstance(one, Column) and isinstance(other, Column) and one.type == other.type


def _renamed(schema: Schema, table: Ref, old: str, new: str) -> Schema:
    """The schema with another name for a column, also in what PostgreSQL says of it."""
    objects = {}
    for key, one in schema.objects.items():
        if key == ("column", table.schema, table.name, old):
            changed: Any = replace(one, name=new)  # type: ignore[call-arg]
        elif key[0] == "comment" and key[1:] == ("column", table.schema, table.name, old):
            changed = replace(one, on=(*key[1:-1], new))  # type: ignore[call-arg]
        elif key[0] in ("constraint", "index") and getattr(one, "table", "") == table.name:
            changed = _reworded(one, old, new)
        else:
            changed = one
        objects[changed.key] = changed
    positions = {
        key: tuple(new if name == old else name for name in names) if key == ("table", table.schema, table.name)
        else names
        for key, names in schema.positions.items()
    }  # fmt: skip
    return replace(schema, objects=objects, positions=positions)


def _reworded(one: Any, old: str, new: str) -> Any:
    word = re.compile(rf"\b{re.escape(old)}\b")
    if one.kind == "constraint":
        columns = tuple(new if column == old else column for column in one.columns)
        return replace(one, definition=word.sub(new, one.definition), columns=columns)
    keys = tuple(replace(key, column=new if key.column == old else key.column,
                         expression=word.sub(new, key.expression)) for key in one.keys)  # fmt: skip
    return replace(one, keys=keys, where=word.sub(new, one.where) if one.where else one.where)
